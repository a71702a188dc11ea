import type { Editor } from './editor.svelte';
import type { Affine, Point } from './feature';
import { apply, inverse } from './plane';
import { realigned, type Alignment } from './realign';
import { readLength_m } from './sizes';

/** A distance that somebody measured: two points of the picture, and what was typed. */
export interface MeasuredRow {
  readonly id: number;
  readonly from_px: Point;
  readonly to_px: Point;
  text: string;
}

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
}

/** Distances on the picture, and what they say of its scale. */
export class ScaleBench {
  rows = $state<MeasuredRow[]>([]);
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

  /** A click on the floor: the first or the second end of a distance. */
  point(place: Point): void {
    const [u, v] = apply(inverse(this.#affine), place);
    const px: Point = [Math.round(u * 10) / 10, Math.round(v * 10) / 10];
    if (!this.begun) this.begun = px;
    else {
      this.addRow(this.begun, px);
      this.begun = null;
    }
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
    const { image, distances } = this;
    this.#asked += 1;
    const own = this.#asked;
    if (!image || distances.length === 0) {
      this.answer = null;
      this.refusal = null;
      return;
    }
    const { width_px, height_px } = image;
    const answer = await this.ask({ width_px, height_px, distances });
    // A later question was asked meanwhile.
    if (own !== this.#asked) return;
    this.answer = typeof answer === 'string' ? null : answer;
    this.refusal = typeof answer === 'string' ? answer : null;
  }

  /** The picture in its scale, with all that was drawn. */
  apply(): void {
    const { editor, image, answer } = this;
    if (!editor.level || !image || !answer) return;
    // Distances alone say nothing of north: the dial has its own say.
    const changes = realigned(editor.level, editor.features, image, { ...answer, north_rad: null });
    editor.edit('scale', changes);
    this.rows = [];
    this.answer = null;
  }
}
