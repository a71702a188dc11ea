import { changed, type Change, type LevelFeatures } from './draft_document';
import { facesOf, isFurniture, refaced, unitPart } from './faces';
import { keyOf, mapPoints, type Affine, type Feature } from './feature';
import { apply } from './plane';

/** Angles to the millionth of a radian, in (-pi, pi]. */
const angle = (value_rad: number): number =>
  Math.round((value_rad - 2 * Math.PI * Math.ceil(value_rad / (2 * Math.PI) - 0.5)) * 1e6) / 1e6;

/** A feature shifted, turned or scaled; what has a direction turns along. */
export function transformed<F extends Feature>(feature: F, affine: Affine): F {
  const moved = mapPoints(feature, (point) => apply(affine, point));
  const [a, b, , d, e] = affine;
  if (moved.kind === 'face') {
    const { normal_x, normal_y } = moved.value;
    const [x, y] = [a * normal_x + b * normal_y, d * normal_x + e * normal_y];
    const length = Math.hypot(x, y) || 1;
    return {
      ...moved,
      value: { ...moved.value, normal_x: unitPart(x / length), normal_y: unitPart(y / length) },
    };
  }
  if (moved.kind === 'entrance' && moved.value.heading_rad !== null) {
    const heading_rad = angle(moved.value.heading_rad + Math.atan2(d, a));
    return { ...moved, value: { ...moved.value, heading_rad } };
  }
  return moved;
}

/** What goes along with features: the faces on furniture, and zones that only such faces look out on. */
export function withFollowers(features: LevelFeatures, chosen: Iterable<Feature>): Feature[] {
  const all = new Map([...chosen].map((feature) => [keyOf(feature), feature]));
  for (const feature of [...all.values()]) {
    if (!isFurniture(feature)) continue;
    for (const [face] of facesOf(feature, features.values())) all.set(keyOf(face), face);
  }
  const staying = new Set<string>();
  const going = new Set<string>();
  for (const feature of features.values()) {
    if (feature.kind !== 'face' || feature.value.zone_id === null) continue;
    (all.has(keyOf(feature)) ? going : staying).add(feature.value.zone_id);
  }
  for (const id of going) {
    const zone = features.get(keyOf({ kind: 'zone', id }));
    if (zone && !staying.has(id)) all.set(keyOf(zone), zone);
  }
  return [...all.values()];
}

/** Chosen features with their followers, moved. */
export function moved(
  levelId: string,
  features: LevelFeatures,
  chosen: Iterable<Feature>,
  by: Affine,
): Change[] {
  return withFollowers(features, chosen).map((feature) =>
    changed(levelId, feature, transformed(feature, by)),
  );
}

/** A feature with another shape or other words; the faces on furniture keep to their sides. */
export function reshaped(
  levelId: string,
  features: LevelFeatures,
  before: Feature,
  after: Feature,
): Change[] {
  const changes = [changed(levelId, before, after)];
  if (!isFurniture(before) || !isFurniture(after)) return changes;
  for (const face of refaced(before, after, features.values())) {
    const old = features.get(keyOf(face));
    if (old && JSON.stringify(old.value) !== JSON.stringify(face.value))
      changes.push(changed(levelId, old, face));
  }
  return changes;
}

/** Features taken away with the faces on them; what named a zone or unit that goes no longer names it. */
export function removed(levelId: string, features: LevelFeatures, chosen: Iterable<Feature>): Change[] {
  const going = new Map([...chosen].map((feature) => [keyOf(feature), feature]));
  for (const feature of [...going.values()]) {
    if (!isFurniture(feature)) continue;
    for (const [face] of facesOf(feature, features.values())) going.set(keyOf(face), face);
  }
  const changes = [...going.values()].map((feature) => changed(levelId, feature, null));
  for (const feature of features.values()) {
    if (going.has(keyOf(feature))) continue;
    if (feature.kind === 'face' && hasGone(going, 'zone', feature.value.zone_id))
      changes.push(changed(levelId, feature, { ...feature, value: { ...feature.value, zone_id: null } }));
    if (feature.kind === 'zone' && hasGone(going, 'unit', feature.value.unit_id))
      changes.push(changed(levelId, feature, { ...feature, value: { ...feature.value, unit_id: null } }));
  }
  return changes;
}

const hasGone = (going: ReadonlyMap<string, Feature>, kind: 'zone' | 'unit', id: string | null): boolean =>
  id !== null && going.has(keyOf({ kind, id }));
