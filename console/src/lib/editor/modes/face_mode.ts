import { EMPTY, type Sketch } from '../canvas/sketch';
import { REACH_M, toggleFace } from '../commands';
import { facingSides, isFurniture, nearestSide, type FacingSide, type Furniture } from '../faces';
import type { Point } from '../feature';
import { around, boxOfFeature } from '../hit';
import { distance_m, nearestOn, plus, times } from '../plane';
import type { Bench, Mode, Pointer } from './mode';

/** Sides are meant from a little farther than lines: a shelf's edge is all there is to point at. */
const SIDE_REACH = 2.5;

interface PointedSide {
  readonly on: Furniture;
  readonly side: number;
  readonly at: FacingSide;
}

/** A click on a side of a shelf or room makes it one that people look at; another click takes that back. */
export class FaceMode implements Mode {
  #pointed: PointedSide | null = null;
  readonly typing = null;
  readonly hint = 'facingSide' as const;

  constructor(readonly bench: Bench) {}

  get sketch(): Sketch {
    if (!this.#pointed) return EMPTY;
    const { segment, normal } = this.#pointed.at;
    return {
      shapes: [
        { points: reachOf(this.#pointed.at, REACH_M), closed: true, look: 'reach' },
        { points: [segment.a, segment.b], closed: false, look: 'draft' },
      ],
      handles: [arrowOf(segment.a, segment.b, normal, 24 / this.bench.px_per_m())],
    };
  }

  move(at: Pointer): void {
    this.#pointed = this.#find(at);
    this.bench.redraw();
  }

  click(at: Pointer): void {
    const found = this.#find(at);
    if (found) toggleFace(this.bench.editor, found.on, found.side);
    this.bench.redraw();
  }

  back(): boolean {
    return false;
  }

  #find({ point, reach_m }: Pointer): PointedSide | null {
    const near = around(point, SIDE_REACH * reach_m);
    let best: PointedSide | null = null;
    let least_m = SIDE_REACH * reach_m;
    for (const feature of this.bench.editor.features.values()) {
      if (!isFurniture(feature) || !this.bench.editor.pickable(feature.kind)) continue;
      const box = boxOfFeature(feature);
      if (box.left_m > near.right_m || box.right_m < near.left_m) continue;
      if (box.bottom_m > near.top_m || box.top_m < near.bottom_m) continue;
      const sides = facingSides(feature.value.area);
      const side = nearestSide(sides, point);
      const at = sides[side];
      if (!at) continue;
      const away_m = distance_m(point, nearestOn(at.segment, point));
      if (away_m < least_m) [best, least_m] = [{ on: feature, side, at }, away_m];
    }
    return best;
  }
}

/** Where people stand who look at a side. */
export function reachOf({ segment: { a, b }, normal }: FacingSide, reach_m: number): Point[] {
  const out = times(normal, reach_m);
  return [a, b, plus(b, out), plus(a, out)];
}

export function arrowOf(a: Point, b: Point, normal: Point, length_m: number) {
  const middle: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  return { at: plus(middle, times(normal, length_m)), from: middle, kind: 'facing' as const };
}
