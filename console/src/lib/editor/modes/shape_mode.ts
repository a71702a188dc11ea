import { EMPTY, type Sketch } from '../canvas/sketch';
import { add, freshName, type NewFeature } from '../commands';
import { polygon, round_m, type Area, type Point } from '../feature';
import { crossesItself, distance_m, rectangle } from '../plane';
import { readSize_m } from '../sizes';
import type { Snapped } from '../snap';
import { LineMode } from './line_mode';
import type { Bench, Hint, Mode, Pointer } from './mode';

export type ShapeKind = 'outline' | 'unit' | 'fixture' | 'zone';

/** Below this it was a slip, not a shelf. */
const LEAST_SIDE_M = 0.05;

/** What a new area becomes, with a name to go on with. */
export function newArea(bench: Bench, kind: ShapeKind, area: Area): NewFeature {
  const { editor } = bench;
  switch (kind) {
    case 'outline':
      return { kind, value: { area } };
    case 'unit':
      return {
        kind,
        value: {
          name: freshName(editor, kind, bench.baseName(kind)),
          category: 'unspecified',
          area,
          walkable: false,
        },
      };
    case 'fixture':
      return { kind, value: { name: freshName(editor, kind, bench.baseName(kind)), area } };
    case 'zone': {
      const { zoneKind } = editor.options;
      const name = freshName(editor, kind, bench.baseName(kind, zoneKind));
      return { kind, value: { name, kind: zoneKind, area, unit_id: null } };
    }
  }
}

/** A rectangle: two corners across from each other, or one corner and a typed width and depth. */
export class RectangleMode implements Mode {
  #first: Point | null = null;
  #at: Snapped | null = null;

  constructor(
    readonly bench: Bench,
    readonly kind: ShapeKind,
  ) {}

  get #size(): [number, number] | null {
    return readSize_m(this.bench.editor.options.size);
  }

  get hint(): Hint {
    if (this.#size) return 'placeSize';
    return this.#first ? 'secondCorner' : 'firstCorner';
  }

  readonly typing = 'size' as const;

  get sketch(): Sketch {
    const at = this.#at;
    if (!at) return EMPTY;
    const snaps = [{ at: at.point, snaps: at.to }];
    const guides = at.guides.map(({ a, b }) => ({ points: [a, b], closed: false, look: 'guide' as const }));
    const points = this.#corners(at.point);
    if (!points) return { shapes: guides, handles: [{ at: at.point, kind: 'point' }], labels: snaps };
    const [a, b, c] = points as [Point, Point, Point];
    return {
      shapes: [...guides, { points, closed: true, look: 'draft' }],
      labels: [
        { at: [(a[0] + b[0]) / 2, Math.max(a[1], c[1])], length_m: distance_m(a, b) },
        { at: [Math.max(a[0], b[0]), (b[1] + c[1]) / 2], length_m: distance_m(b, c) },
        ...snaps,
      ],
    };
  }

  #corners(at: Point): Point[] | null {
    const size = this.#size;
    if (size) return rectangle(at, [at[0] + size[0], at[1] + size[1]]);
    return this.#first ? rectangle(this.#first, at) : null;
  }

  move(at: Pointer): void {
    this.#at = this.bench.snapped(at);
    this.bench.redraw();
  }

  click(at: Pointer): void {
    const { point } = this.bench.snapped(at);
    const points = this.#corners(point);
    if (points) this.#make(points);
    else this.#first = point;
    this.#at = this.bench.snapped(at);
    this.bench.redraw();
  }

  /** Two corners are begun: the size goes towards the pointer. Else it is kept for every click that follows. */
  type(text: string): boolean {
    const size = readSize_m(text);
    if (!size && text.trim() !== '') return false;
    if (!size || !this.#first) {
      this.bench.editor.options.size = text.trim();
      this.bench.redraw();
      return true;
    }
    const towards = this.#at?.point ?? [Infinity, Infinity];
    const [sx, sy] = [towards[0] < this.#first[0] ? -1 : 1, towards[1] < this.#first[1] ? -1 : 1];
    this.#make(rectangle(this.#first, [this.#first[0] + sx * size[0], this.#first[1] + sy * size[1]]));
    return true;
  }

  #make(points: readonly Point[]): void {
    const [a, b, c] = points as readonly [Point, Point, Point];
    this.#first = null;
    if (distance_m(a, b) < LEAST_SIDE_M || distance_m(b, c) < LEAST_SIDE_M) return;
    const settled = points.map(([x, y]): Point => [round_m(x), round_m(y)]);
    add(this.bench.editor, newArea(this.bench, this.kind, polygon(settled)));
    this.bench.redraw();
  }

  back(): boolean {
    if (!this.#first) return false;
    this.#first = null;
    this.bench.redraw();
    return true;
  }
}

/** A polygon: corner after corner; a click on the first, Enter or a double click closes it. */
export class PolygonMode extends LineMode {
  constructor(
    bench: Bench,
    readonly kind: ShapeKind,
  ) {
    super(bench, true);
  }

  override finish(): void {
    const points = this.take();
    if (points.length >= 3 && !crossesItself(points))
      add(this.bench.editor, newArea(this.bench, this.kind, polygon(points)));
    else this.put(points);
    this.bench.redraw();
  }
}
