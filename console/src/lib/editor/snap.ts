import type { Point } from './feature';
import { along, angle_rad, distance_m, meets, nearestOn, type Segment } from './plane';

/** What a point was drawn to; the label beside the pointer says it. */
export type SnapKind = 'vertex' | 'edge' | 'parallel' | 'rightAngle' | 'axis';

export interface Snapped {
  readonly point: Point;
  readonly to: readonly SnapKind[];
  /** Lines that show why: from the last point, along what it is parallel to. */
  readonly guides: readonly Segment[];
}

export interface SnapContext {
  /** How near counts, in metres: a constant number of pixels. */
  readonly reach_m: number;
  readonly vertices: readonly Point[];
  readonly edges: readonly Segment[];
  /** The point before the one that is placed, and the direction by which it was reached. */
  readonly from?: Point | undefined;
  readonly cameBy_rad?: number | undefined;
}

const RIGHT = Math.PI / 2;

interface Direction {
  readonly kind: 'parallel' | 'rightAngle' | 'axis';
  readonly angle_rad: number;
  readonly like: Segment | null;
}

/** The point meant by a pointer: a corner, else where a direction meets an edge, else an edge, else a direction. */
export function snap(pointer: Point, context: SnapContext): Snapped {
  const vertex = nearestPoint(pointer, context.vertices, context.reach_m);
  if (vertex) return { point: vertex, to: ['vertex'], guides: [] };
  const edge = nearestEdge(pointer, context);
  const direction = bestDirection(pointer, context);
  if (edge && direction && context.from) {
    const common = meets(context.from, direction.angle_rad, edge);
    if (common && distance_m(common, pointer) <= 1.5 * context.reach_m)
      return {
        point: common,
        to: ['edge', direction.kind],
        guides: guidesOf(direction, context.from, common),
      };
  }
  if (edge) return { point: nearestOn(edge, pointer), to: ['edge'], guides: [edge] };
  if (direction && context.from) {
    const point = ontoDirection(pointer, context.from, direction.angle_rad);
    return { point, to: [direction.kind], guides: guidesOf(direction, context.from, point) };
  }
  return { point: pointer, to: [], guides: [] };
}

/** The point at a typed length from the last, in the direction that is shown. */
export const atLength = (from: Point, towards: Point, length_m: number): Point =>
  along(from, angle_rad(from, towards), length_m);

function nearestPoint(pointer: Point, points: readonly Point[], reach_m: number): Point | null {
  let best: Point | null = null;
  let least_m = reach_m;
  for (const point of points) {
    const away_m = distance_m(point, pointer);
    if (away_m <= least_m) [best, least_m] = [point, away_m];
  }
  return best;
}

function nearestEdge(pointer: Point, { edges, reach_m }: SnapContext): Segment | null {
  let best: Segment | null = null;
  let least_m = reach_m;
  for (const edge of edges) {
    const away_m = distance_m(nearestOn(edge, pointer), pointer);
    if (away_m <= least_m) [best, least_m] = [edge, away_m];
  }
  return best;
}

function bestDirection(pointer: Point, context: SnapContext): Direction | null {
  const { from, reach_m } = context;
  if (!from || distance_m(from, pointer) < 2 * reach_m) return null;
  let best: Direction | null = null;
  let least_m = reach_m;
  for (const direction of directions(context)) {
    const away_m = distance_m(pointer, ontoDirection(pointer, from, direction.angle_rad));
    // The first of equals wins: what was just drawn says more than what lies near, that more than the axes.
    if (away_m < least_m - 1e-9) [best, least_m] = [direction, away_m];
  }
  return best;
}

function* directions({ cameBy_rad, edges }: SnapContext): Generator<Direction> {
  if (cameBy_rad !== undefined) {
    yield { kind: 'rightAngle', angle_rad: cameBy_rad + RIGHT, like: null };
    yield { kind: 'parallel', angle_rad: cameBy_rad, like: null };
  }
  yield { kind: 'axis', angle_rad: 0, like: null };
  yield { kind: 'axis', angle_rad: RIGHT, like: null };
  for (const like of edges) {
    const angle = angle_rad(like.a, like.b);
    yield { kind: 'parallel', angle_rad: angle, like };
    yield { kind: 'rightAngle', angle_rad: angle + RIGHT, like };
  }
}

function ontoDirection(pointer: Point, from: Point, direction_rad: number): Point {
  const [dx, dy] = [pointer[0] - from[0], pointer[1] - from[1]];
  return along(from, direction_rad, dx * Math.cos(direction_rad) + dy * Math.sin(direction_rad));
}

const guidesOf = ({ like }: Direction, from: Point, point: Point): Segment[] =>
  like ? [{ a: from, b: point }, like] : [{ a: from, b: point }];

/** How far something that is moved goes so that one of its corners meets a corner, else an edge, else it stays on an axis. */
export function snapShift(shift: Point, own: readonly Point[], context: SnapContext): Snapped {
  const placed = own.map((corner): Point => [corner[0] + shift[0], corner[1] + shift[1]]);
  const met = nearestOnto(placed, (p) => nearestPoint(p, context.vertices, context.reach_m));
  if (met) return { point: [shift[0] + met[0], shift[1] + met[1]], to: ['vertex'], guides: [] };
  const onEdge = nearestOnto(placed, (p) => {
    const edge = nearestEdge(p, context);
    return edge && nearestOn(edge, p);
  });
  if (onEdge) return { point: [shift[0] + onEdge[0], shift[1] + onEdge[1]], to: ['edge'], guides: [] };
  // Nearly straight along an axis is meant straight.
  const [dx, dy] = shift;
  const isLong = Math.hypot(dx, dy) > 2 * context.reach_m;
  if (isLong && Math.abs(dy) < context.reach_m) return { point: [dx, 0], to: ['axis'], guides: [] };
  if (isLong && Math.abs(dx) < context.reach_m) return { point: [0, dy], to: ['axis'], guides: [] };
  return { point: shift, to: [], guides: [] };
}

/** The least way from one of the points onto what `target` finds for it. */
function nearestOnto(points: readonly Point[], target: (p: Point) => Point | null): Point | null {
  let best: Point | null = null;
  for (const point of points) {
    const onto = target(point);
    if (!onto) continue;
    const way: Point = [onto[0] - point[0], onto[1] - point[1]];
    if (!best || Math.hypot(...way) < Math.hypot(...best)) best = way;
  }
  return best;
}
