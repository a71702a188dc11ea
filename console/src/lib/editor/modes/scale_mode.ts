import type { Sketch, SketchLabel, SketchShape } from '../canvas/sketch';
import type { Point } from '../feature';
import type { ScaleBench } from '../scale_bench.svelte';
import type { Bench, Hint, Mode, Pointer } from './mode';

/** Two clicks and the length between them, or a spot of the picture and its place; as often as wanted. */
export class ScaleMode implements Mode {
  #at: Point | null = null;

  constructor(
    readonly bench: Bench,
    readonly scale: ScaleBench,
  ) {}

  get hint(): Hint {
    const { begun, by } = this.scale;
    if (by === 'places') return begun ? 'placeTo' : 'placeFrom';
    return begun ? 'scaleTo' : 'scaleFrom';
  }

  readonly typing = null;

  get sketch(): Sketch {
    const { begun, rows, places } = this.scale;
    const shapes: SketchShape[] = rows.map(({ from_px, to_px }) => ({
      points: [this.scale.floor(from_px), this.scale.floor(to_px)],
      closed: false,
      look: 'measure',
    }));
    const labels: SketchLabel[] = rows.map(({ from_px, to_px, text }, i) => {
      const [a, b] = [this.scale.floor(from_px), this.scale.floor(to_px)];
      return {
        at: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2],
        text: text === '' ? `${i + 1}: ? m` : `${i + 1}: ${text} m`,
      };
    });
    for (const [i, { px }] of places.entries()) {
      const to = this.scale.points.find((point) => point.px === px)?.floor_m;
      if (to) shapes.push({ points: [this.scale.floor(px), to], closed: false, look: 'guide' });
      labels.push({ at: this.scale.floor(px), text: String(i + 1) });
    }
    if (begun && this.#at)
      shapes.push({ points: [this.scale.floor(begun), this.#at], closed: false, look: 'draft' });
    const ends = [
      ...rows.flatMap(({ from_px, to_px }) => [from_px, to_px]),
      ...places.map(({ px }) => px),
      ...(begun ? [begun] : []),
    ];
    return { shapes, labels, handles: ends.map((px) => ({ at: this.scale.floor(px), kind: 'point' })) };
  }

  move(at: Pointer): void {
    this.#at = at.point;
    this.bench.redraw();
  }

  click(at: Pointer): void {
    const isPlace = this.scale.by === 'places' && this.scale.begun !== null;
    this.scale.point(isPlace ? this.bench.snapped(at).point : at.point);
    this.bench.redraw();
  }

  back(): boolean {
    if (!this.scale.begun) return false;
    this.scale.begun = null;
    this.bench.redraw();
    return true;
  }
}
