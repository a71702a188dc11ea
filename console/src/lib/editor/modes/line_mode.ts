import { EMPTY, type Sketch, type SketchLabel, type SketchShape } from '../canvas/sketch';
import { add } from '../commands';
import { round_m, type Point } from '../feature';
import { angle_rad, distance_m } from '../plane';
import { readLength_m } from '../sizes';
import { atLength, type Snapped } from '../snap';
import type { Bench, Hint, Mode, Pointer } from './mode';

/** Point after point, each with a typed length if wanted: walls; and polygons, which close. */
export class LineMode implements Mode {
  #points: Point[] = [];
  #at: Snapped | null = null;

  constructor(
    readonly bench: Bench,
    readonly closes = false,
  ) {}

  get hint(): Hint {
    if (this.#points.length === 0) return 'firstPoint';
    return this.closes && this.#points.length >= 3 ? 'closePoint' : 'nextPoint';
  }

  get typing(): 'length' | null {
    return this.#points.length > 0 ? 'length' : null;
  }

  get sketch(): Sketch {
    const at = this.#at;
    const last = this.#points.at(-1);
    if (!at && !last) return EMPTY;
    const points = at ? [...this.#points, at.point] : this.#points;
    const guides = (at?.guides ?? []).map(({ a, b }): SketchShape => ({
      points: [a, b],
      closed: false,
      look: 'guide',
    }));
    const labels: SketchLabel[] = [];
    if (at && last)
      labels.push({
        at: [(last[0] + at.point[0]) / 2, (last[1] + at.point[1]) / 2],
        length_m: distance_m(last, at.point),
      });
    if (at) labels.push({ at: at.point, snaps: at.to });
    const drawn: SketchShape[] =
      points.length > 1 ? [{ points, closed: this.closes && points.length > 2, look: 'draft' }] : [];
    return {
      shapes: [...guides, ...drawn],
      handles: this.#points.map((point, i) => ({
        at: point,
        kind: i === 0 && this.closes ? 'point' : 'corner',
      })),
      labels,
    };
  }

  move(at: Pointer): void {
    this.#at = this.#snap(at);
    this.bench.redraw();
  }

  click(at: Pointer): void {
    const first = this.#points[0];
    if (this.closes && first && this.#points.length >= 3 && distance_m(at.point, first) <= at.reach_m) {
      this.finish();
      return;
    }
    this.#put(this.#snap(at).point);
  }

  type(text: string): boolean {
    const length_m = readLength_m(text);
    const last = this.#points.at(-1);
    if (length_m === null || !last) return false;
    this.#put(atLength(last, this.#at?.point ?? [last[0] + 1, last[1]], length_m));
    return true;
  }

  finish(): void {
    const line = this.take();
    if (line.length >= 2) add(this.bench.editor, { kind: 'wall', value: { line } });
    this.bench.redraw();
  }

  back(): boolean {
    if (this.#points.length === 0) return false;
    this.#points = this.#points.slice(0, -1);
    this.bench.redraw();
    return true;
  }

  protected take(): Point[] {
    const taken = this.#points;
    this.#points = [];
    return taken;
  }

  protected put(points: Point[]): void {
    this.#points = points;
  }

  #put([x, y]: Point): void {
    const point: Point = [round_m(x), round_m(y)];
    const last = this.#points.at(-1);
    // The second click of a double click stands where the first one did.
    if (last && distance_m(last, point) < 0.01) return;
    this.#points = [...this.#points, point];
    this.bench.redraw();
  }

  #snap(at: Pointer): Snapped {
    const [last, before] = [this.#points.at(-1), this.#points.at(-2)];
    return this.bench.snapped(at, {
      from: last,
      cameBy_rad: last && before ? angle_rad(before, last) : undefined,
    });
  }
}
