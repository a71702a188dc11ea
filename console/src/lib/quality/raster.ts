import type { components } from '../api/schema';

export type Places = components['schemas']['Places'];

/** Values on a grid of squares: row by row from below, NaN where nothing is known. Floor metres. */
export interface Raster {
  cell_m: number;
  /** Lower left corner of the first square. */
  x0_m: number;
  y0_m: number;
  columns: number;
  rows: number;
  values: Float64Array;
}

/** Columns of places and values, as the service sends them, on their grid. */
export function rasterOf(places: Places, values: readonly number[]): Raster {
  const { cell_m, x_m, y_m } = places;
  if (x_m.length === 0) return { cell_m, x0_m: 0, y0_m: 0, columns: 0, rows: 0, values: new Float64Array() };
  const [left, right] = span(x_m);
  const [low, high] = span(y_m);
  const columns = Math.round((right - left) / cell_m) + 1;
  const rows = Math.round((high - low) / cell_m) + 1;
  const grid = new Float64Array(columns * rows).fill(Number.NaN);
  for (const [i, value] of values.entries()) {
    const column = Math.round(((x_m[i] ?? left) - left) / cell_m);
    const row = Math.round(((y_m[i] ?? low) - low) / cell_m);
    grid[row * columns + column] = value;
  }
  return { cell_m, x0_m: left - cell_m / 2, y0_m: low - cell_m / 2, columns, rows, values: grid };
}

/** What a raster says of a place; null where it says nothing. */
export function valueAt(raster: Raster, x_m: number, y_m: number): number | null {
  const column = Math.floor((x_m - raster.x0_m) / raster.cell_m);
  const row = Math.floor((y_m - raster.y0_m) / raster.cell_m);
  if (column < 0 || row < 0 || column >= raster.columns || row >= raster.rows) return null;
  const value = raster.values[row * raster.columns + column] ?? Number.NaN;
  return Number.isNaN(value) ? null : value;
}

/** The value that a share of all squares stays below. */
export function quantile(raster: Raster, share: number): number {
  const known = raster.values.filter((value) => !Number.isNaN(value)).sort();
  if (known.length === 0) return 0;
  return known[Math.min(known.length - 1, Math.floor(share * known.length))] ?? 0;
}

export type Line = [number, number][];

/**
 * Lines along which a raster has a value, between the middles of its squares (marching squares; W. Lorensen,
 * H. Cline, SIGGRAPH 1987, in the plane). Where a corner is not known the line ends.
 */
export function contour(raster: Raster, level: number): Line[] {
  const segments: [string, string][] = [];
  const points = new Map<string, [number, number]>();
  const { columns, rows, values } = raster;
  const at = (column: number, row: number) => values[row * columns + column] ?? Number.NaN;
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const corners = [at(column, row), at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)];
      if (corners.some(Number.isNaN)) continue;
      const edges = crossedEdges(corners, level).map(([a, b]) => {
        const key = edgeKey(column, row, a, b);
        if (!points.has(key)) points.set(key, crossing(raster, column, row, corners, a, b, level));
        return key;
      });
      for (let i = 0; i + 1 < edges.length; i += 2) segments.push([edges[i] ?? '', edges[i + 1] ?? '']);
    }
  }
  return joined(segments).map((line) => line.map((key) => points.get(key) ?? [0, 0]));
}

const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

/** Pairs of crossed edges, each by its corners; at a saddle the middle decides which belong together. */
function crossedEdges(corners: readonly number[], level: number): [number, number][] {
  const above = corners.map((value) => value >= level);
  const crossed: [number, number][] = [];
  for (let i = 0; i < 4; i++) if (above[i] !== above[(i + 1) % 4]) crossed.push([i, (i + 1) % 4]);
  if (crossed.length < 4) return crossed;
  const middle = corners.reduce((sum, value) => sum + value, 0) / 4 >= level;
  return middle === above[0] ? crossed : [...crossed.slice(1), ...crossed.slice(0, 1)];
}

function edgeKey(column: number, row: number, a: number, b: number): string {
  const [ax, ay] = CORNERS[a] ?? [0, 0];
  const [bx, by] = CORNERS[b] ?? [0, 0];
  return `${2 * column + ax + bx},${2 * row + ay + by}`;
}

function crossing(
  raster: Raster,
  column: number,
  row: number,
  corners: readonly number[],
  a: number,
  b: number,
  level: number,
): [number, number] {
  const [ax, ay] = CORNERS[a] ?? [0, 0];
  const [bx, by] = CORNERS[b] ?? [0, 0];
  const from = corners[a] ?? 0;
  const to = corners[b] ?? 0;
  const share = from === to ? 0.5 : (level - from) / (to - from);
  const { x0_m, y0_m, cell_m } = raster;
  return [
    x0_m + (column + 0.5 + ax + (bx - ax) * share) * cell_m,
    y0_m + (row + 0.5 + ay + (by - ay) * share) * cell_m,
  ];
}

/** Segments as lines, each as long as it goes. */
function joined(segments: readonly [string, string][]): string[][] {
  const neighbours = new Map<string, string[]>();
  for (const [a, b] of segments) {
    neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
    neighbours.set(b, [...(neighbours.get(b) ?? []), a]);
  }
  const lines: string[][] = [];
  const take = (from: string): string | undefined => {
    const next = neighbours.get(from)?.shift();
    if (next !== undefined) {
      const back = neighbours.get(next) ?? [];
      back.splice(back.indexOf(from), 1);
    }
    return next;
  };
  // Ends first: what is left then are rings.
  const ends = [...neighbours.keys()].filter((key) => neighbours.get(key)?.length === 1);
  for (const start of [...ends, ...neighbours.keys()]) {
    for (let next = take(start); next !== undefined; next = take(start)) {
      const line = [start];
      for (let at: string | undefined = next; at !== undefined; at = take(at)) line.push(at);
      lines.push(line);
    }
  }
  return lines;
}

function span(values: readonly number[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
