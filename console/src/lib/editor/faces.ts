import type { LevelFeatures } from './draft_document';
import {
  boxOf,
  corners,
  pointsOf,
  round_m,
  type Area,
  type Feature,
  type FeatureOf,
  type Point,
} from './feature';
import { at, distance_m, minus, nearestOn, sides, times, turn, type Segment } from './plane';

/** A face lies on an edge when both of its ends are this close: plans are drawn, and imported, to centimetres. */
const ON_EDGE_M = 0.05;

export type Furniture = FeatureOf<'fixture'> | FeatureOf<'unit'>;
export type Face = FeatureOf<'face'>;

export const isFurniture = (feature: Feature): feature is Furniture =>
  feature.kind === 'fixture' || feature.kind === 'unit';

/** A side of furniture that people can stand before, with the unit vector to where they stand. */
export interface FacingSide {
  readonly segment: Segment;
  readonly normal: Point;
}

/** Where a face lies: which side, and from which to which share of it. */
export interface Footing {
  readonly side: number;
  readonly from: number;
  readonly to: number;
}

/** The outer sides of an area in their order; nobody stands in the holes of furniture. */
export function facingSides(area: Area): FacingSide[] {
  const outer = area.type === 'Polygon' ? [area.coordinates[0]] : area.coordinates.map(([ring]) => ring);
  return outer.flatMap((ring) => {
    if (ring === undefined) return [];
    const outwards = turn(corners(ring)) > 0 ? 1 : -1;
    return sides(ring).map((segment) => {
      const edge = minus(segment.b, segment.a);
      const length_m = Math.hypot(...edge) || 1;
      return { segment, normal: times([edge[1], -edge[0]], outwards / length_m) };
    });
  });
}

/** Where a face lies on furniture; null when on none of its sides. */
export function footingOf(face: Face, area: Area): Footing | null {
  const { x1_m, y1_m, x2_m, y2_m, normal_x, normal_y } = face.value;
  const ends: [Point, Point] = [
    [x1_m, y1_m],
    [x2_m, y2_m],
  ];
  for (const [side, { segment, normal }] of facingSides(area).entries()) {
    const near = ends.every((end) => distance_m(end, nearestOn(segment, end)) <= ON_EDGE_M);
    if (!near || normal[0] * normal_x + normal[1] * normal_y < 0.9) continue;
    const edge = minus(segment.b, segment.a);
    const length2 = edge[0] ** 2 + edge[1] ** 2;
    const [from, to] = ends.map((end) => {
      const out = minus(end, segment.a);
      return (out[0] * edge[0] + out[1] * edge[1]) / length2;
    }) as [number, number];
    return { side, from, to };
  }
  return null;
}

/** The face on a side, whole or in part, looking outwards. */
export function faceOn(face: Face, area: Area, { side, from, to }: Footing): Face {
  const found = facingSides(area)[side];
  if (!found) return face;
  const [x1_m, y1_m] = at(found.segment, from).map(round_m) as [number, number];
  const [x2_m, y2_m] = at(found.segment, to).map(round_m) as [number, number];
  const [normal_x, normal_y] = found.normal.map(unitPart) as [number, number];
  return { ...face, value: { ...face.value, x1_m, y1_m, x2_m, y2_m, normal_x, normal_y } };
}

/** Parts of a unit vector to a millionth: at 100 m reach that is a tenth of a millimetre. */
export const unitPart = (part: number): number => Math.round(part * 1e6) / 1e6 + 0;

/** The faces that lie on furniture, with where. */
export function facesOf(furniture: Furniture, features: Iterable<Feature>): [Face, Footing][] {
  const { left_m, bottom_m, right_m, top_m } = boxOf(pointsOf(furniture));
  const found: [Face, Footing][] = [];
  for (const feature of features) {
    if (feature.kind !== 'face') continue;
    const { x1_m, y1_m } = feature.value;
    if (x1_m < left_m - ON_EDGE_M || x1_m > right_m + ON_EDGE_M) continue;
    if (y1_m < bottom_m - ON_EDGE_M || y1_m > top_m + ON_EDGE_M) continue;
    const footing = footingOf(feature, furniture.value.area);
    if (footing) found.push([feature, footing]);
  }
  return found;
}

/** The furniture that a face lies on. */
export function furnitureOf(face: Face, features: LevelFeatures): Furniture | null {
  for (const feature of features.values()) {
    if (isFurniture(feature) && facesOf(feature, [face]).length > 0) return feature;
  }
  return null;
}

/** Faces after their furniture got another shape: each stays on its side, or takes the nearest when sides came or went. */
export function refaced(before: Furniture, after: Furniture, features: Iterable<Feature>): Face[] {
  const count = facingSides(before.value.area).length;
  const now = facingSides(after.value.area);
  return facesOf(before, features).map(([face, footing]) => {
    if (now.length === count) return faceOn(face, after.value.area, footing);
    const middle: Point = [(face.value.x1_m + face.value.x2_m) / 2, (face.value.y1_m + face.value.y2_m) / 2];
    return faceOn(face, after.value.area, { side: nearestSide(now, middle), from: 0, to: 1 });
  });
}

/** The side whose line is nearest to a place: where the handle of a facing side is dropped. */
export function nearestSide(all: readonly FacingSide[], place: Point): number {
  const away = all.map(({ segment }) => distance_m(place, nearestOn(segment, place)));
  return Math.max(0, away.indexOf(Math.min(...away)));
}
