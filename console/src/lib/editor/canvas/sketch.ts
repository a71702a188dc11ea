import type { Point } from '../feature';
import type { SnapKind } from '../snap';

/** What a tool shows over the plan while it is in hand. */
export interface Sketch {
  readonly shapes: readonly SketchShape[];
  readonly handles?: readonly SketchHandle[];
  readonly labels?: readonly SketchLabel[];
}

export type Look =
  'draft' | 'chosen' | 'pointed' | 'guide' | 'reach' | 'added' | 'changed' | 'removed' | 'measure';

export interface SketchShape {
  readonly points: readonly Point[];
  readonly closed: boolean;
  readonly look: Look;
  /** Holes and further parts; filled together. */
  readonly rings?: readonly (readonly Point[])[];
}

export interface SketchHandle {
  readonly at: Point;
  readonly kind: 'corner' | 'middle' | 'turn' | 'facing' | 'point';
  /** From where a line leads to it. */
  readonly from?: Point;
}

/** What is said beside a place: a length, or what a point was drawn to. */
export type SketchLabel =
  | { readonly at: Point; readonly length_m: number }
  | { readonly at: Point; readonly snaps: readonly SnapKind[] }
  | { readonly at: Point; readonly text: string };

export const EMPTY: Sketch = { shapes: [] };
