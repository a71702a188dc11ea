import { bytesOf, type Ground, type GroundView, type Leg } from './ground';

/** What is covered: by earlier walks, as the service said, and by the legs of this one. */
export class Coverage {
  readonly ground: Ground;
  /** 1 where a place is covered. */
  readonly cells: Uint8Array;
  #before: Uint8Array;
  #within_m: number;
  #ofLeg = new Map<string, number[]>();

  constructor(ground: Ground, view: { ground: GroundView; within_m: number }) {
    this.ground = ground;
    this.#within_m = view.within_m;
    this.#before = bytesOf(view.ground.covered);
    this.cells = this.#before.slice();
  }

  /** The covered share of the ground with these legs, 1 where there is none to cover. */
  share(legs: readonly Leg[]): number {
    this.cells.set(this.#before);
    for (const leg of legs) for (const index of this.#covered(leg)) this.cells[index] = 1;
    if (this.ground.places === 0) return 1;
    return this.cells.reduce((sum, cell) => sum + cell, 0) / this.ground.places;
  }

  #covered(leg: Leg): number[] {
    const key = [leg.from.x_m, leg.from.y_m, leg.to.x_m, leg.to.y_m].join(' ');
    const known = this.#ofLeg.get(key);
    if (known) return known;
    const found = this.ground.covered(leg, this.#within_m);
    this.#ofLeg.set(key, found);
    return found;
  }
}
