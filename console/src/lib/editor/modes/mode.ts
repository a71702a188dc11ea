import type { Sketch } from '../canvas/sketch';
import type { Editor } from '../editor.svelte';
import type { Kind, Point, ZoneKind } from '../feature';
import type { SnapTargets } from '../hit';
import type { Snapped } from '../snap';

/** Where somebody points, in floor metres. */
export interface Pointer {
  readonly point: Point;
  /** How near counts as meant: a few pixels, more for a finger. */
  readonly reach_m: number;
  /** How near points are drawn to corners and edges: less than a finger, else nothing could be put between two shelves. */
  readonly snap_m: number;
  /** Shift: more of the same. */
  readonly extend: boolean;
  /** Alt: without snapping, without keeping rectangles. */
  readonly free: boolean;
  readonly isTouch: boolean;
}

/** What a tool works with. */
export interface Bench {
  readonly editor: Editor;
  px_per_m(): number;
  /** The point meant, drawn to corners, edges and directions. `except`: keys of what is moved. */
  snapped(at: Pointer, options?: SnapOptions): Snapped;
  /** Corners and edges near any of `own` when they are shifted to lie about `middle`. */
  targets(middle: Point, own: readonly Point[], except: ReadonlySet<string>): SnapTargets;
  /** What a new feature is called, before its number, in the person's language. */
  baseName(kind: Kind, zoneKind?: ZoneKind): string;
  redraw(): void;
}

export interface SnapOptions {
  readonly from?: Point | undefined;
  readonly cameBy_rad?: number | undefined;
  readonly except?: ReadonlySet<string>;
}

export type Hint =
  | 'select'
  | 'selectMany'
  | 'firstCorner'
  | 'secondCorner'
  | 'placeSize'
  | 'firstPoint'
  | 'nextPoint'
  | 'closePoint'
  | 'facingSide'
  | 'beacon'
  | 'entrance'
  | 'code'
  | 'scaleFrom'
  | 'scaleTo'
  | 'placeFrom'
  | 'placeTo';

/** One tool in hand: what clicks, drags, typed lengths and keys do. */
export interface Mode {
  readonly sketch: Sketch;
  readonly hint: Hint;
  /** What may be typed now. */
  readonly typing: 'length' | 'size' | null;
  move(at: Pointer): void;
  /** True: the drag belongs to the tool, the floor stays. */
  down?(at: Pointer): boolean;
  drag?(at: Pointer): void;
  up?(at: Pointer): void;
  click(at: Pointer): void;
  /** A typed length or size; false when it says nothing. */
  type?(text: string): boolean;
  /** Done with a line or polygon. */
  finish?(): void;
  /** Take back the last point; false when there was none. */
  back(): boolean;
}
