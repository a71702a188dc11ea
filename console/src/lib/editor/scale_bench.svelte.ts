import type { Editor } from './editor.svelte';
import type { Affine, Point } from './feature';
import { apply, inverse } from './plane';
import { pictureMoved, realigned, type Alignment } from './realign';
import { readLength_m, readNumber } from './sizes';

/** A distance that somebody measured: two points of the picture, and what was typed. */
export interface MeasuredRow {
  readonly id: number;
  readonly from_px: Point;
  readonly to_px: Point;
  text: string;
}

/** A spot of the picture, and where it belongs on the floor: as typed, in metres. */
export interface PlacedRow {
  readonly id: number;
  readonly px: Point;
  x: string;
  y: string;
}

/** What the picture is measured by: lengths on it, or spots whose place on the floor is known. */
export type Measure = 'distances' | 'places';

export interface AlignmentRow {
  readonly stated_m: number;
  readonly fitted_m: number;
  readonly difference_m: number;
}

/** What `POST /v1/alignments` makes of the distances. */
export interface AlignmentAnswer extends Alignment {
  /** null: one distance fits any scale. */
  readonly residual_m: number | null;
  readonly rows: readonly AlignmentRow[];
}

export interface AlignmentRequest {
  readonly width_px: number;
  readonly height_px: number;
  readonly distances: readonly { from_px: Point; to_px: Point; length_m: number }[];
  readonly points: readonly { px: Point; floor_m: Point }[];
}

/** Places that leave nothing over to tell how well they fit: two fix scale, turn and shift. */
export const FIXING_PLACES = 2;

/** Distances or places on the picture, and what they say of how it lies on the floor. */
export class ScaleBench {
  by = $state<Measure>('distances');
  rows = $state<MeasuredRow[]>([]);
  places = $state<PlacedRow[]>([]);
  begun = $state.raw<Point | null>(null);
  answer = $state.raw<AlignmentAnswer | null>(null);
  /** Why there is no answer, in the service's words. */
  refusal = $state<string | null>(null);
  #next = 1;
  #asked = 0;

  constructor(
    readonly editor: Editor,
    readonly ask: (request: AlignmentRequest) => Promise<AlignmentAnswer | string>,
  ) {}

  get image() {
    return this.editor.level?.value.image ?? null;
  }

  get #affine(): Affine {
    return this.image?.floor_from_image ?? [1, 0, 0, 0, -1, 0];
  }

  /** Where a point of the picture lies on the floor as it is drawn now. */
  floor(px: Point): Point {
    return apply(this.#affine, px);
  }

  /** Something was measured that is not applied yet. */
  get isBegun(): boolean {
    return this.rows.length > 0 || this.places.length > 0;
  }

  /** Begin anew: lengths and places are not mixed. */
  measureBy(by: Measure): void {
    this.by = by;
    this.#forget();
  }

  /** A click on the floor: an end of a distance, or a spot of the picture and then its place. */
  point(place: Point): void {
    const [u, v] = apply(inverse(this.#affine), place);
    const px: Point = [Math.round(u * 10) / 10, Math.round(v * 10) / 10];
    if (!this.begun) this.begun = px;
    else {
      if (this.by === 'distances') this.addRow(this.begun, px);
      else this.addPlace(this.begun, place);
      this.begun = null;
    }
  }

  addPlace(px: Point, [x, y]: Point): void {
    this.places.push({ id: this.#next, px, x: x.toFixed(2), y: y.toFixed(2) });
    this.#next += 1;
    void this.refresh();
  }

  removePlace(id: number): void {
    this.places = this.places.filter((place) => place.id !== id);
    void this.refresh();
  }

  get points() {
    return this.places.flatMap(({ px, x, y }) => {
      const [x_m, y_m] = [readNumber(x), readNumber(y)];
      return x_m === null || y_m === null ? [] : [{ px, floor_m: [x_m, y_m] as Point }];
    });
  }

  /** Whether there is enough to ask for. */
  get isMeasured(): boolean {
    return this.by === 'distances' ? this.distances.length > 0 : this.points.length >= FIXING_PLACES;
  }

  addRow(from_px: Point, to_px: Point): void {
    this.rows.push({ id: this.#next, from_px, to_px, text: '' });
    this.#next += 1;
  }

  removeRow(id: number): void {
    this.rows = this.rows.filter((row) => row.id !== id);
    void this.refresh();
  }

  get distances() {
    return this.rows.flatMap(({ from_px, to_px, text }) => {
      const length_m = readLength_m(text);
      return length_m === null ? [] : [{ from_px, to_px, length_m }];
    });
  }

  async refresh(): Promise<void> {
    const { image, distances, points } = this;
    this.#asked += 1;
    const own = this.#asked;
    if (!image || !this.isMeasured) {
      this.answer = null;
      this.refusal = null;
      return;
    }
    const { width_px, height_px } = image;
    const answer = await this.ask({ width_px, height_px, distances, points });
    // A later question was asked meanwhile.
    if (own !== this.#asked) return;
    this.answer = typeof answer === 'string' ? null : answer;
    this.refusal = typeof answer === 'string' ? answer : null;
  }

  /** Whether the picture is put to what is drawn, which stays; else all that is drawn goes along with it. */
  get isPictureOnly(): boolean {
    const isDrawn = [...this.editor.features.values()].some(
      ({ kind }) => kind !== 'level' && kind !== 'outline',
    );
    return this.by === 'places' && isDrawn;
  }

  /** The picture where it belongs. */
  apply(): void {
    const { editor, image, answer } = this;
    if (!editor.level || !image || !answer) return;
    if (this.isPictureOnly)
      editor.edit('scale', [pictureMoved(editor.level, image, answer.floor_from_image)]);
    // Measures say nothing of north: the dial has its own say.
    else
      editor.edit('scale', realigned(editor.level, editor.features, image, { ...answer, north_rad: null }));
    this.#forget();
  }

  #forget(): void {
    this.#asked += 1;
    [this.rows, this.places, this.begun, this.answer, this.refusal] = [[], [], null, null, null];
  }
}
