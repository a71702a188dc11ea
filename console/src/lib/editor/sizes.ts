import { corners, polygon, ringsOf, type Area, type Point } from './feature';
import { along, angle_rad, distance_m, dot, minus } from './plane';

/** Typed lengths: `4.2`, `4,2`, `4.2 m`, `420 cm`, `850mm`. Metres; null when it is no length. */
export function readLength_m(text: string): number | null {
  const found = /^\s*(\d+(?:[.,]\d+)?|[.,]\d+)\s*(m|cm|mm)?\s*$/i.exec(toHalfWidth(text));
  if (!found) return null;
  const factor = { m: 1, cm: 0.01, mm: 0.001 }[(found[2] ?? 'm').toLowerCase()] ?? 1;
  const value_m = Number((found[1] ?? '').replace(',', '.')) * factor;
  return value_m > 0 && value_m <= 5_000 ? value_m : null;
}

/** Typed coordinates and angles: a number with point or comma; null when it is none. */
export function readNumber(text: string): number | null {
  const plain = toHalfWidth(text).trim().replace(',', '.').replace('−', '-');
  if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  return Number(plain);
}

/** `4.2 x 0.9`, `4.2 × 0.9`: width and depth. */
export function readSize_m(text: string): [width_m: number, depth_m: number] | null {
  const [width, depth, more] = toHalfWidth(text).split(/[x×*]/i);
  const [width_m, depth_m] = [readLength_m(width ?? ''), readLength_m(depth ?? '')];
  return width_m !== null && depth_m !== null && more === undefined ? [width_m, depth_m] : null;
}

/** Japanese keyboards type full-width digits unless told otherwise. */
const toHalfWidth = (text: string): string =>
  text.replace(/[０-９．，－ｘＸ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));

/** A rectangle that may be turned: its lower left corner as drawn, the direction of its width. */
export interface Rectangle {
  readonly corner: Point;
  readonly direction_rad: number;
  readonly width_m: number;
  readonly depth_m: number;
}

/** Square corners to half a degree: beyond it people see a trapezium. */
const SQUARE = Math.sin(Math.PI / 360);

/** The rectangle that an area is, or null. */
export function rectangleOf(area: Area): Rectangle | null {
  const rings = ringsOf(area);
  const points = rings[0] === undefined || rings.length > 1 ? [] : corners(rings[0]);
  const [a, b, c, d] = points;
  if (points.length !== 4 || !a || !b || !c || !d) return null;
  const [ab, bc, cd, da] = [minus(b, a), minus(c, b), minus(d, c), minus(a, d)];
  const isSquare = (p: Point, q: Point) =>
    Math.abs(dot(p, q)) <= SQUARE * Math.hypot(...p) * Math.hypot(...q);
  if (![isSquare(ab, bc), isSquare(bc, cd), isSquare(cd, da), isSquare(da, ab)].every(Boolean)) return null;
  return { corner: a, direction_rad: angle_rad(a, b), width_m: distance_m(a, b), depth_m: distance_m(b, c) };
}

/** The same rectangle with another size: its middle stays. `area` says on which side of the width the depth lies. */
export function resized(area: Area, width_m: number, depth_m: number): Area {
  const found = rectangleOf(area);
  const ring = ringsOf(area)[0];
  if (!found || !ring) return area;
  const [a, b, c] = corners(ring) as [Point, Point, Point];
  const across_rad = angle_rad(b, c);
  const middle: Point = [(a[0] + c[0]) / 2, (a[1] + c[1]) / 2];
  const start = along(along(middle, found.direction_rad, -width_m / 2), across_rad, -depth_m / 2);
  const second = along(start, found.direction_rad, width_m);
  return polygon([start, second, along(second, across_rad, depth_m), along(start, across_rad, depth_m)]);
}
