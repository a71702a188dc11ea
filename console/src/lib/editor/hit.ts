import {
  keyOf,
  pointsOf,
  ringsOf,
  boxOf,
  type Box,
  type DrawnKind,
  type Feature,
  type Point,
} from './feature';
import { contains, distance_m, nearestOn, sides, turn, type Segment } from './plane';

/** What lies where. Features never change in place, so that their boxes are computed once; thousands of boxes are looked
 * through in a fraction of a millisecond, and need no tree. */

const boxes = new WeakMap<Feature, Box>();

export function boxOfFeature(feature: Feature): Box {
  let box = boxes.get(feature);
  if (!box) {
    box = boxOf(pointsOf(feature));
    boxes.set(feature, box);
  }
  return box;
}

export const around = ([x, y]: Point, reach_m: number): Box => ({
  left_m: x - reach_m,
  bottom_m: y - reach_m,
  right_m: x + reach_m,
  top_m: y + reach_m,
});

const touches = (a: Box, b: Box): boolean =>
  a.left_m <= b.right_m && b.left_m <= a.right_m && a.bottom_m <= b.top_m && b.bottom_m <= a.top_m;

const holds = (outer: Box, inner: Box): boolean =>
  outer.left_m <= inner.left_m &&
  outer.bottom_m <= inner.bottom_m &&
  outer.right_m >= inner.right_m &&
  outer.top_m >= inner.top_m;

/** The edges of a feature; none of a point. */
export function edgesOf(feature: Feature): Segment[] {
  switch (feature.kind) {
    case 'outline':
    case 'unit':
    case 'fixture':
    case 'zone':
      return ringsOf(feature.value.area).flatMap(sides);
    case 'wall':
      return feature.value.line.slice(1).map((b, i) => ({ a: feature.value.line[i] ?? b, b }));
    case 'face': {
      const { x1_m, y1_m, x2_m, y2_m } = feature.value;
      return [{ a: [x1_m, y1_m], b: [x2_m, y2_m] }];
    }
    default:
      return [];
  }
}

/** Small things first: a beacon on a shelf in a zone is meant when it is pointed at. */
const ORDER: Record<DrawnKind, number> = {
  beacon: 0,
  code: 0,
  entrance: 0,
  face: 1,
  wall: 2,
  fixture: 3,
  zone: 3,
  unit: 4,
  outline: 5,
};

/** The feature that somebody points at: within reach of points and lines, inside areas the smallest. */
export function pick(
  features: Iterable<Feature>,
  point: Point,
  reach_m: number,
  isPickable: (kind: DrawnKind) => boolean,
): Feature | null {
  const near = around(point, reach_m);
  let best: Feature | null = null;
  let rank: [order: number, tie: number] = [Infinity, Infinity];
  for (const feature of features) {
    if (feature.kind === 'level' || feature.kind === 'store' || !isPickable(feature.kind)) continue;
    if (!touches(boxOfFeature(feature), near)) continue;
    const tie = nearness(feature, point, reach_m);
    if (tie === null) continue;
    const order = ORDER[feature.kind];
    if (order < rank[0] || (order === rank[0] && tie < rank[1])) [best, rank] = [feature, [order, tie]];
  }
  return best;
}

/** Less is meant rather; null when the point misses the feature. */
function nearness(feature: Feature, point: Point, reach_m: number): number | null {
  if (feature.kind === 'unit' || feature.kind === 'fixture' || feature.kind === 'zone') {
    const rings = ringsOf(feature.value.area);
    const inside = rings.filter((ring) => contains(ring, point)).length % 2 === 1;
    return inside ? rings.reduce((sum, ring) => sum + Math.abs(turn(ring)), 0) : null;
  }
  const [single] = pointsOf(feature);
  const edges = edgesOf(feature);
  const away_m =
    edges.length === 0
      ? distance_m(single ?? [Infinity, Infinity], point)
      : Math.min(...edges.map((edge) => distance_m(nearestOn(edge, point), point)));
  // A face lies on the edge of its shelf: a little beside it the shelf is meant.
  return away_m <= (feature.kind === 'face' ? reach_m / 2 : reach_m) ? away_m : null;
}

/** What lies wholly in a box: the selection that is drawn with it. */
export function within(
  features: Iterable<Feature>,
  box: Box,
  isPickable: (kind: DrawnKind) => boolean,
): Feature[] {
  return [...features].filter(
    (feature) =>
      feature.kind !== 'level' &&
      feature.kind !== 'store' &&
      feature.kind !== 'outline' &&
      isPickable(feature.kind) &&
      holds(box, boxOfFeature(feature)),
  );
}

export interface SnapTargets {
  readonly vertices: Point[];
  readonly edges: Segment[];
}

/** Corners and edges around a place, those of what is moved left out. */
export function snapTargets(
  features: Iterable<Feature>,
  box: Box,
  isLeftOut: (key: string) => boolean = () => false,
): SnapTargets {
  const targets: SnapTargets = { vertices: [], edges: [] };
  for (const feature of features) {
    if (feature.kind === 'level' || feature.kind === 'store' || feature.kind === 'face') continue;
    if (!touches(boxOfFeature(feature), box) || isLeftOut(keyOf(feature))) continue;
    targets.vertices.push(...pointsOf(feature));
    targets.edges.push(...edgesOf(feature));
  }
  return targets;
}
