import { corners, pointsOf, round_m, type Area, type Feature, type Point, type Ring } from './feature';
import { minus, dot, plus, times } from './plane';
import { rectangleOf } from './sizes';

/** Corners of areas and walls moved, put in and taken out, counted as `pointsOf` counts them. */

const settled = ([x, y]: Point): Point => [round_m(x), round_m(y)];

/** The feature with corner `index` elsewhere. A rectangle stays one, the corner across stays in place, unless `free`. */
export function withCorner(feature: Feature, index: number, place: Point, free: boolean): Feature {
  if (!free && 'area' in feature.value && rectangleOf(feature.value.area)) {
    const all = pointsOf(feature) as readonly [Point, Point, Point, Point];
    const [across, before, after] = [all[(index + 2) % 4]!, all[(index + 3) % 4]!, all[(index + 1) % 4]!];
    const [u, v] = [unit(minus(before, across)), unit(minus(after, across))];
    const way = minus(place, across);
    const moved = [...all];
    moved[index] = place;
    moved[(index + 3) % 4] = plus(across, times(u, dot(way, u)));
    moved[(index + 1) % 4] = plus(across, times(v, dot(way, v)));
    return withRings(feature, () => moved);
  }
  return edited(feature, index, (points, i) => points.with(i, place));
}

/** A new corner on the side that begins at corner `index`. */
export const withInserted = (feature: Feature, index: number, place: Point): Feature =>
  edited(feature, index, (points, i) => points.toSpliced(i + 1, 0, place));

/** Without a corner; the same feature when what is left would be no area or line. */
export function withoutCorner(feature: Feature, index: number): Feature {
  const least = feature.kind === 'wall' ? 2 : 3;
  return edited(feature, index, (points, i) => (points.length > least ? points.toSpliced(i, 1) : points));
}

function unit(way: Point): Point {
  const length = Math.hypot(...way) || 1;
  return [way[0] / length, way[1] / length];
}

function edited(
  feature: Feature,
  index: number,
  edit: (points: readonly Point[], index: number) => readonly Point[],
): Feature {
  let passed = 0;
  return withRings(feature, (points) => {
    const own = index - passed;
    passed += points.length;
    return own >= 0 && own < points.length ? edit(points, own) : points;
  });
}

function withRings(feature: Feature, edit: (points: readonly Point[]) => readonly Point[]): Feature {
  if (feature.kind === 'wall') return { ...feature, value: { line: edit(feature.value.line).map(settled) } };
  if (!('area' in feature.value)) return feature;
  const ring = (points: Ring): Ring => {
    const open = edit(corners(points)).map(settled);
    return open[0] ? [...open, open[0]] : open;
  };
  const { area } = feature.value;
  const next: Area =
    area.type === 'Polygon'
      ? { type: 'Polygon', coordinates: area.coordinates.map(ring) }
      : { type: 'MultiPolygon', coordinates: area.coordinates.map((rings) => rings.map(ring)) };
  return { ...feature, value: { ...feature.value, area: next } } as Feature;
}
