import type { components } from '../api/schema';

export type GroundView = components['schemas']['GroundView'];
export interface Place {
  x_m: number;
  y_m: number;
}
export interface Leg {
  from: Place;
  to: Place;
}

const FREE = 1;
/** Bits of the ways to the right, up, up right, up left; down, left and so on are the neighbours' bits. */
const WAYS = [
  { bit: 2, column: 1, row: 0, length: 1 },
  { bit: 4, column: 0, row: 1, length: 1 },
  { bit: 8, column: 1, row: 1, length: Math.SQRT2 },
  { bit: 16, column: -1, row: 1, length: Math.SQRT2 },
] as const;

export const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** The walkable places of a level, and which of them legs cover: the same rule as the service's, so that the page
 * knows without a network. */
export class Ground {
  readonly rows: number;
  readonly columns: number;
  readonly cell_m: number;
  readonly places: number;
  #cells: Uint8Array;
  #origin: Place;

  constructor(view: GroundView) {
    this.rows = view.rows;
    this.columns = view.columns;
    this.cell_m = view.cell_m;
    this.#origin = { x_m: view.x0_m, y_m: view.y0_m };
    this.#cells = bytesOf(view.cells);
    this.places = this.#cells.reduce((count, cell) => count + (cell & FREE), 0);
  }

  /** The lower left corner of the first cell. */
  get corner(): Place {
    return { x_m: this.#origin.x_m - this.cell_m / 2, y_m: this.#origin.y_m - this.cell_m / 2 };
  }

  isFree(index: number): boolean {
    return ((this.#cells[index] ?? 0) & FREE) !== 0;
  }

  /** Places within `within_m` of a leg on foot. */
  covered(leg: Leg, within_m: number): number[] {
    const near = new Map<number, number>();
    // Ways are one or the root of two cells long: buckets of a tenth of a cell order them well enough.
    const waiting: [number, number][] = this.#passed(leg).map((index) => [0, index]);
    for (const [, index] of waiting) near.set(index, 0);
    const limit = within_m / this.cell_m + 1e-9;
    while (waiting.length > 0) {
      waiting.sort((a, b) => b[0] - a[0]);
      const [away, index] = waiting.pop() as [number, number];
      if (away > (near.get(index) ?? Infinity)) continue;
      for (const [next, length] of this.#neighbours(index)) {
        const reached = away + length;
        if (reached <= limit && reached < (near.get(next) ?? Infinity) - 1e-9) {
          near.set(next, reached);
          waiting.push([reached, next]);
        }
      }
    }
    return [...near.keys()];
  }

  *#neighbours(index: number): Generator<[number, number]> {
    const cell = this.#cells[index] ?? 0;
    const column = index % this.columns;
    for (const way of WAYS) {
      const step = way.row * this.columns + way.column;
      if (cell & way.bit) yield [index + step, way.length];
      const before = column - way.column;
      if (before < 0 || before >= this.columns || index - step < 0) continue;
      if ((this.#cells[index - step] ?? 0) & way.bit) yield [index - step, way.length];
    }
  }

  #passed({ from, to }: Leg): number[] {
    const steps = 1 + Math.floor((2 * Math.hypot(to.x_m - from.x_m, to.y_m - from.y_m)) / this.cell_m);
    const found = new Set<number>();
    for (let k = 0; k <= steps; k += 1) {
      const x = from.x_m + (k / steps) * (to.x_m - from.x_m);
      const y = from.y_m + (k / steps) * (to.y_m - from.y_m);
      const column = roundEven((x - this.#origin.x_m) / this.cell_m);
      const row = roundEven((y - this.#origin.y_m) / this.cell_m);
      if (column < 0 || row < 0 || column >= this.columns || row >= this.rows) continue;
      const index = row * this.columns + column;
      if (this.isFree(index)) found.add(index);
    }
    return [...found];
  }
}

/** Halves go to the even side, as the service rounds. */
function roundEven(value: number): number {
  const near = Math.round(value);
  return Math.abs(value % 1) === 0.5 && near % 2 !== 0 ? near - 1 : near;
}
