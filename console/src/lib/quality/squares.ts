import type { components } from '../api/schema';

type Assessment = components['schemas']['Assessment'];
type MeasuredCell = components['schemas']['MeasuredCellView'];

/** A square of the floor with all that is known of it: what the map shows, as a row of a table. */
export interface Square {
  x_m: number;
  y_m: number;
  predicted_m: number | null;
  measured: MeasuredCell | null;
  walked_s: number | null;
}

export const SQUARE_M = 10;

/** Moves what lies beyond the least and the most of them there. */
function within(known_m: readonly number[]): (m: number) => number {
  const least = known_m.reduce((one, other) => Math.min(one, other), Infinity);
  const most = known_m.reduce((one, other) => Math.max(one, other), -Infinity);
  return (m) => (known_m.length === 0 ? m : Math.min(Math.max(m, least), most));
}

/** Every square with something known in it, from the top of the plan down, each row from the left. */
export function squaresOf(
  assessment: Assessment | null,
  start: 'known' | 'unknown',
  measured: readonly MeasuredCell[],
): Square[] {
  const found = new Map<string, Square & { sum_m: number; places: number }>();
  const at = (x_m: number, y_m: number) => {
    const [column, row] = [Math.floor(x_m / SQUARE_M), Math.floor(y_m / SQUARE_M)];
    const key = `${column},${row}`;
    let square = found.get(key);
    if (square === undefined) {
      square = {
        x_m: column * SQUARE_M,
        y_m: row * SQUARE_M,
        predicted_m: null,
        measured: null,
        walked_s: null,
        sum_m: 0,
        places: 0,
      };
      found.set(key, square);
    }
    return square;
  };
  if (assessment !== null) {
    const { x_m, y_m } = assessment.places;
    for (const [i, error_m] of assessment[start].mean_m.entries()) {
      const square = at(x_m[i] ?? 0, y_m[i] ?? 0);
      square.sum_m += error_m;
      square.places += 1;
      square.predicted_m = square.sum_m / square.places;
    }
    // Steps may lead a little beyond the plan: that counts where people can be.
    const [withinX, withinY] = [within(x_m), within(y_m)];
    for (const [i, seconds] of (assessment.walked?.seconds ?? []).entries()) {
      const walked = assessment.walked?.places;
      const square = at(withinX(walked?.x_m[i] ?? 0), withinY(walked?.y_m[i] ?? 0));
      square.walked_s = (square.walked_s ?? 0) + seconds;
    }
  }
  for (const cell of measured) at(cell.x_m + SQUARE_M / 2, cell.y_m + SQUARE_M / 2).measured = cell;
  return [...found.values()].sort((a, b) => b.y_m - a.y_m || a.x_m - b.x_m);
}
