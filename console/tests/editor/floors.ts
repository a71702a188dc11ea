import { documentOf, type LevelFeatures } from '../../src/lib/editor/draft_document';
import { faceOn } from '../../src/lib/editor/faces';
import { keyOf, polygon, type Feature, type FeatureOf, type Point } from '../../src/lib/editor/feature';
import { rectangle } from '../../src/lib/editor/plane';

/** Floors that several tests draw on. */

export function shelf(id: string, from: Point, to: Point, name = id): FeatureOf<'fixture'> {
  return { kind: 'fixture', id, value: { name, area: polygon(rectangle(from, to)) } };
}

export function zone(id: string, from: Point, to: Point, name = id): FeatureOf<'zone'> {
  return {
    kind: 'zone',
    id,
    value: { name, kind: 'shelf', area: polygon(rectangle(from, to)), unit_id: null },
  };
}

export function face(id: string, on: FeatureOf<'fixture'>, side: number, zone_id: string | null = null) {
  const value = {
    name: id,
    x1_m: 0,
    y1_m: 0,
    x2_m: 0,
    y2_m: 0,
    normal_x: 0,
    normal_y: 0,
    reach_m: 2,
    zone_id,
  };
  return faceOn({ kind: 'face', id, value }, on.value.area, { side, from: 0, to: 1 });
}

export function beacon(id: string, x_m: number, y_m: number): FeatureOf<'beacon'> {
  return { kind: 'beacon', id, value: { x_m, y_m, sd_m: 0.5 } };
}

export const level = (...features: Feature[]): LevelFeatures =>
  documentOf([{ id: 'F1', features }]).get('F1') ?? new Map();

export function get<K extends Feature['kind']>(features: LevelFeatures, kind: K, id: string): FeatureOf<K> {
  const found = features.get(keyOf({ kind, id }));
  if (!found) throw new Error(`there is no ${kind} ${id}`);
  return found as unknown as FeatureOf<K>;
}
