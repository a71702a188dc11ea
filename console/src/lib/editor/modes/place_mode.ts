import { EMPTY, type Sketch } from '../canvas/sketch';
import { add, freshName, type NewFeature } from '../commands';
import { round_m, type Point } from '../feature';
import { nextBeaconKey } from '../new_ids';
import type { Snapped } from '../snap';
import type { Bench, Mode, Pointer } from './mode';

export type PlaceKind = 'beacon' | 'entrance' | 'code';

/** How well a place is known that somebody pointed at on a plan: a beacon to half a metre, a door to its width. */
const SD_M = { beacon: 0.5, entrance: 2, code: 1 } as const;

export function newPlace(bench: Bench, kind: PlaceKind, [x, y]: Point): NewFeature {
  const { editor } = bench;
  const place = { x_m: round_m(x), y_m: round_m(y), sd_m: SD_M[kind] };
  switch (kind) {
    case 'beacon': {
      const { namer } = editor;
      return { kind, id: nextBeaconKey(namer.ids(kind), namer.ordinal, () => namer.newUuid()), value: place };
    }
    case 'entrance':
      return {
        kind,
        value: { name: freshName(editor, kind, bench.baseName(kind)), ...place, heading_rad: null },
      };
    case 'code':
      return { kind, value: place };
  }
}

/** One click, one beacon, entrance or code. */
export class PlaceMode implements Mode {
  #at: Snapped | null = null;
  readonly typing = null;

  constructor(
    readonly bench: Bench,
    readonly kind: PlaceKind,
  ) {}

  get hint(): PlaceKind {
    return this.kind;
  }

  get sketch(): Sketch {
    if (!this.#at) return EMPTY;
    const { point, to } = this.#at;
    return { shapes: [], handles: [{ at: point, kind: 'point' }], labels: [{ at: point, snaps: to }] };
  }

  move(at: Pointer): void {
    this.#at = this.bench.snapped(at);
    this.bench.redraw();
  }

  click(at: Pointer): void {
    add(this.bench.editor, newPlace(this.bench, this.kind, this.bench.snapped(at).point));
    this.bench.redraw();
  }

  back(): boolean {
    return false;
  }
}
