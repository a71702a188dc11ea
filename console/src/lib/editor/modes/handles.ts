import type { LevelFeatures } from '../draft_document';
import { facesOf, furnitureOf, isFurniture, type Face, type Furniture } from '../faces';
import { boxOf, corners, middleOf, pointsOf, ringsOf, type Feature, type Point } from '../feature';
import { at } from '../plane';
import { rectangleOf } from '../sizes';
import { arrowOf } from './face_mode';

/** What can be taken hold of on what is chosen. */
export type Handle = { readonly at: Point; readonly from?: Point } & (
  | { readonly kind: 'corner' | 'middle'; readonly feature: Feature; readonly index: number }
  | { readonly kind: 'facing'; readonly face: Face; readonly on: Furniture }
  | { readonly kind: 'turn'; readonly about: Point }
);

/** More corners than this are moved in the table: their handles would cover the shape. */
const CORNERS = 80;
const ARM_PX = 28;

export function handlesOf(chosen: readonly Feature[], features: LevelFeatures, px_per_m: number): Handle[] {
  const handles: Handle[] = [];
  const [single] = chosen;
  if (single && chosen.length === 1) handles.push(...ofOne(single, features, px_per_m));
  const turning = chosen.filter((one) => one.kind !== 'outline' && one.kind !== 'face');
  const points = turning.flatMap((one) => [...pointsOf(one)]);
  if (points.length > 1) {
    const { left_m, right_m, top_m } = boxOf(points);
    const from: Point = [(left_m + right_m) / 2, top_m];
    handles.push({ kind: 'turn', from, at: [from[0], top_m + ARM_PX / px_per_m], about: middleOf(points) });
  }
  return handles;
}

function ofOne(feature: Feature, features: LevelFeatures, px_per_m: number): Handle[] {
  const handles: Handle[] = [];
  const points = pointsOf(feature);
  if (feature.kind === 'face') {
    const on = furnitureOf(feature, features);
    if (on) handles.push(facing(feature, on, px_per_m));
    return handles;
  }
  if (points.length > CORNERS || points.length < 2) return handles;
  if (isFurniture(feature))
    for (const [face] of facesOf(feature, features.values())) handles.push(facing(face, feature, px_per_m));
  handles.push(...points.map((place, index): Handle => ({ kind: 'corner', at: place, feature, index })));
  handles.push(...middles(feature));
  return handles;
}

function facing(face: Face, on: Furniture, px_per_m: number): Handle {
  const { x1_m, y1_m, x2_m, y2_m, normal_x, normal_y } = face.value;
  return { ...arrowOf([x1_m, y1_m], [x2_m, y2_m], [normal_x, normal_y], ARM_PX / px_per_m), face, on };
}

/** Between two corners a new one can be drawn out; a rectangle stays one. */
function middles(feature: Feature): Handle[] {
  const open = feature.kind === 'wall';
  if (!open && !('area' in feature.value && !rectangleOf(feature.value.area))) return [];
  const rings = 'area' in feature.value ? ringsOf(feature.value.area).map(corners) : [pointsOf(feature)];
  let passed = 0;
  return rings.flatMap((ring) => {
    const first = passed;
    passed += ring.length;
    return ring.slice(0, open ? -1 : undefined).map((a, i): Handle => {
      const b = ring[(i + 1) % ring.length] ?? a;
      return { kind: 'middle', at: at({ a, b }, 0.5), feature, index: first + i };
    });
  });
}
