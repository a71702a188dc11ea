import { corners, type Affine, type Point, type Ring } from './feature';

/** Plane geometry in floor metres: x right, y up, angles counter-clockwise from +x. */

export interface Segment {
  readonly a: Point;
  readonly b: Point;
}

export const plus = (p: Point, q: Point): Point => [p[0] + q[0], p[1] + q[1]];
export const minus = (p: Point, q: Point): Point => [p[0] - q[0], p[1] - q[1]];
export const times = (p: Point, factor: number): Point => [p[0] * factor, p[1] * factor];
export const dot = (p: Point, q: Point): number => p[0] * q[0] + p[1] * q[1];
export const cross = (p: Point, q: Point): number => p[0] * q[1] - p[1] * q[0];
export const distance_m = (p: Point, q: Point): number => Math.hypot(p[0] - q[0], p[1] - q[1]);
export const angle_rad = (from: Point, to: Point): number => Math.atan2(to[1] - from[1], to[0] - from[0]);
export const along = (from: Point, direction_rad: number, length_m: number): Point => [
  from[0] + length_m * Math.cos(direction_rad),
  from[1] + length_m * Math.sin(direction_rad),
];

/** Where on the segment, 0 at `a` and 1 at `b`, the point nearest to `p` lies. */
export function shareAlong({ a, b }: Segment, p: Point): number {
  const edge = minus(b, a);
  const length2 = dot(edge, edge);
  return length2 === 0 ? 0 : Math.min(1, Math.max(0, dot(minus(p, a), edge) / length2));
}

export const at = ({ a, b }: Segment, share: number): Point => plus(a, times(minus(b, a), share));

export const nearestOn = (segment: Segment, p: Point): Point => at(segment, shareAlong(segment, p));

/** Where the line through `p` in a direction meets a segment; null when it does not. */
export function meets(p: Point, direction_rad: number, { a, b }: Segment): Point | null {
  const way: Point = [Math.cos(direction_rad), Math.sin(direction_rad)];
  const edge = minus(b, a);
  const denominator = cross(way, edge);
  if (Math.abs(denominator) < 1e-9) return null;
  const share = cross(minus(a, p), way) / denominator;
  return share < 0 || share > 1 ? null : plus(a, times(edge, share));
}

/** The sides of a ring, in its order. */
export function sides(ring: Ring): Segment[] {
  const points = corners(ring);
  return points.map((a, i) => ({ a, b: points[(i + 1) % points.length] ?? a }));
}

/** Twice the signed area; positive when the corners run counter-clockwise. */
export function turn(points: readonly Point[]): number {
  return points.reduce((sum, p, i) => sum + cross(p, points[(i + 1) % points.length] ?? p), 0);
}

/** Whether two segments have more than an end in common. */
function crosses(s: Segment, t: Segment): boolean {
  const side = (u: Segment, p: Point) => cross(minus(u.b, u.a), minus(p, u.a));
  return side(s, t.a) * side(s, t.b) < 0 && side(t, s.a) * side(t, s.b) < 0;
}

/** Whether the sides of a ring cross each other: no floor has such an edge. */
export function crossesItself(points: readonly Point[]): boolean {
  const all = sides(points);
  return all.some((side, i) => all.slice(i + 1).some((other) => crosses(side, other)));
}

export function contains(ring: Ring, p: Point): boolean {
  let inside = false;
  for (const { a, b } of sides(ring)) {
    if (a[1] > p[1] !== b[1] > p[1] && p[0] < a[0] + ((p[1] - a[1]) * (b[0] - a[0])) / (b[1] - a[1]))
      inside = !inside;
  }
  return inside;
}

/** The four corners of a rectangle, counter-clockwise from the lower left. */
export const rectangle = (p: Point, q: Point): Point[] => {
  const [left, right] = [Math.min(p[0], q[0]), Math.max(p[0], q[0])];
  const [bottom, top] = [Math.min(p[1], q[1]), Math.max(p[1], q[1])];
  return [
    [left, bottom],
    [right, bottom],
    [right, top],
    [left, top],
  ];
};

export const shifted = (dx_m: number, dy_m: number): Affine => [1, 0, dx_m, 0, 1, dy_m];

/** Counter-clockwise about a point. */
export function turned(about: Point, turn_rad: number): Affine {
  // Quarter turns are exact: what was drawn square stays square.
  const quarter = Math.round((2 * turn_rad) / Math.PI);
  const exact = Math.abs(quarter * (Math.PI / 2) - turn_rad) < 1e-12;
  const cos = exact ? [1, 0, -1, 0][((quarter % 4) + 4) % 4]! : Math.cos(turn_rad);
  const sin = exact ? [0, 1, 0, -1][((quarter % 4) + 4) % 4]! : Math.sin(turn_rad);
  const [x, y] = about;
  return [cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y];
}

export const apply = ([a, b, c, d, e, f]: Affine, [u, v]: Point): Point => [
  a * u + b * v + c,
  d * u + e * v + f,
];

/** First `inner`, then `outer`. */
export function compose(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = inner;
  const origin = apply(outer, [c, f]);
  const [p, q, , r, s] = outer;
  return [p * a + q * d, p * b + q * e, origin[0], r * a + s * d, r * b + s * e, origin[1]];
}

export function inverse([a, b, c, d, e, f]: Affine): Affine {
  const determinant = a * e - b * d;
  const [p, q, r, s] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
  return [p, q, -(p * c + q * f), r, s, -(r * c + s * f)];
}
