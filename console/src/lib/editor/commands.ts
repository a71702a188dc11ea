import { changed, type Change } from './draft_document';
import { copied, pasted, repeated, type Row } from './duplicate';
import type { Editor } from './editor.svelte';
import { faceOn, facesOf, facingSides, furnitureOf, type Furniture } from './faces';
import {
  boxOf,
  keyOf,
  middleOf,
  pointsOf,
  polygon,
  round_m,
  type Feature,
  type FeatureOf,
  type Point,
} from './feature';
import { newId, nextName } from './new_ids';
import { distance_m, plus, shifted, times, turned } from './plane';
import { moved, removed, reshaped } from './transform';

/** What people do to features, from the canvas, the panels and the keyboard alike. Each is one step of the history. */

/** How far people reach and look at a shelf (docs/theory/zones.md); the depth of a zone drawn before it. */
export const REACH_M = 2;
const PASTE_SHIFT_M = 0.5;

const movable = (editor: Editor): Feature[] => editor.chosenFeatures.filter(({ kind }) => kind !== 'outline');

export function nudge(editor: Editor, dx_m: number, dy_m: number): void {
  editor.edit(
    'move',
    moved(editor.levelId, editor.features, editor.chosenFeatures, shifted(dx_m, dy_m)),
    true,
  );
}

export function turn(editor: Editor, turn_rad: number): void {
  const chosen = movable(editor);
  if (chosen.length === 0) return;
  const about = middleOf(chosen.flatMap((feature) => [...pointsOf(feature)]));
  editor.edit('turn', moved(editor.levelId, editor.features, chosen, turned(about, turn_rad)));
}

export function remove(editor: Editor): void {
  // A level without an outline is no floor.
  editor.edit('remove', removed(editor.levelId, editor.features, movable(editor)));
}

/** A face alone cannot be copied: it comes with its furniture. */
function copyable(editor: Editor): Feature[] {
  const wanted = movable(editor).map((feature) =>
    feature.kind === 'face' ? furnitureOf(feature, editor.features) : feature,
  );
  return [...new Set(wanted)].filter((feature) => feature !== null);
}

export function copy(editor: Editor): void {
  const chosen = copyable(editor);
  if (chosen.length > 0) editor.clipboard = copied(editor.features, chosen);
}

export function paste(editor: Editor): void {
  const by = shifted(PASTE_SHIFT_M, -PASTE_SHIFT_M);
  const changes = pasted(editor.levelId, editor.features, editor.clipboard, by, editor.namer);
  if (changes.length === 0) return;
  editor.edit('paste', changes);
  editor.chooseChanged(changes);
  // The next copy lies beside this one, not on it.
  copy(editor);
}

export function repeat(editor: Editor, row: Row): void {
  const changes = repeated(editor.levelId, editor.features, copyable(editor), row, editor.namer);
  editor.edit('repeat', changes);
  editor.choose([...editor.chosen, ...changes.map(keyOf)]);
}

/** Another shape or other words for one feature. */
export function reshape(editor: Editor, before: Feature, after: Feature, joins = false): void {
  editor.edit('change', reshaped(editor.levelId, editor.features, before, after), joins);
}

/** The middle of features to a typed place, what belongs to them with them. */
export function moveTo(editor: Editor, features: readonly Feature[], place: Point, joins = false): void {
  const [x, y] = middleOf(features.flatMap((feature) => [...pointsOf(feature)]));
  const by = shifted(place[0] - x, place[1] - y);
  editor.edit('move', moved(editor.levelId, editor.features, features, by), joins);
}

export type NewFeature = {
  [K in 'outline' | 'unit' | 'fixture' | 'zone' | 'wall' | 'entrance' | 'code' | 'beacon']: Omit<
    FeatureOf<K>,
    'id'
  > & {
    id?: string;
  };
}['outline' | 'unit' | 'fixture' | 'zone' | 'wall' | 'entrance' | 'code' | 'beacon'];

/** A feature that was drawn or typed, chosen afterwards; furniture with faces and zones as its tool says. */
export function add(editor: Editor, made: NewFeature): void {
  const { levelId, features } = editor;
  if (made.kind === 'outline') {
    const before = [...features.values()].find(({ kind }) => kind === 'outline') ?? null;
    const outline = { ...made, id: levelId } as Feature;
    editor.edit('draw', [changed(levelId, before, outline)]);
    return;
  }
  const taken = new Set(editor.namer.ids(made.kind));
  const id = made.id ?? newId(made.kind, (one) => taken.has(one));
  const feature = { ...made, id } as Feature;
  const changes: Change[] = [changed(levelId, null, feature)];
  if (feature.kind === 'fixture') changes.push(...withFaces(editor, feature));
  editor.edit('draw', changes);
  editor.choose([keyOf(feature)]);
}

/** The name that a new feature gets: what it is, and a number. */
export function freshName(editor: Editor, kind: Feature['kind'], base: string): string {
  const names = [...editor.features.values()].flatMap((one) =>
    one.kind === kind && 'name' in one.value ? [one.value.name] : [],
  );
  return nextName(base, names);
}

function withFaces(editor: Editor, shelf: FeatureOf<'fixture'>): Change[] {
  const { facing, withZone } = editor.options;
  if (facing === 'none') return [];
  return longSides(shelf)
    .slice(0, facing === 'both' ? 2 : 1)
    .flatMap((side, i, all) => {
      const suffix = all.length > 1 ? ` ${'AB'[i]}` : '';
      return addedFace(editor, shelf, side, `${shelf.value.name}${suffix}`, withZone);
    });
}

/** A pair of sides across from each other, longest first; of these the one that lies lower or farther left. */
function longSides({ value }: Furniture): number[] {
  const sides = facingSides(value.area);
  const lengths = sides.map(({ segment }) => distance_m(segment.a, segment.b));
  const longest = Math.max(...lengths);
  const order = [...sides.keys()].filter((i) => (lengths[i] ?? 0) > 0.9 * longest);
  const low = (i: number) => middleOf([sides[i]!.segment.a, sides[i]!.segment.b]);
  return order.sort((i, j) => low(i)[1] - low(j)[1] || low(i)[0] - low(j)[0]);
}

/** A face along a whole side, and a zone as deep as its reach before it. */
export function addedFace(
  editor: Editor,
  on: Furniture,
  side: number,
  name: string,
  withZone: boolean,
): Change[] {
  const found = facingSides(on.value.area)[side];
  if (!found) return [];
  const { namer, levelId } = editor;
  const zoneIds = new Set(namer.ids('zone'));
  const faceIds = new Set(namer.ids('face'));
  const out = times(found.normal, REACH_M);
  const { a, b } = found.segment;
  const area = polygon([a, b, plus(b, out), plus(a, out)].map(([x, y]): Point => [round_m(x), round_m(y)]));
  const zone: FeatureOf<'zone'> | null = withZone
    ? {
        kind: 'zone',
        id: newId('zone', (id) => zoneIds.has(id)),
        value: { name, kind: 'shelf', area, unit_id: null },
      }
    : null;
  const blank = { name, x1_m: 0, y1_m: 0, x2_m: 0, y2_m: 0, normal_x: 1, normal_y: 0, reach_m: REACH_M };
  const face: FeatureOf<'face'> = {
    kind: 'face',
    id: newId('face', (id) => faceIds.has(id)),
    value: { ...blank, zone_id: zone?.id ?? null },
  };
  const placed = faceOn(face, on.value.area, { side, from: 0, to: 1 });
  return [...(zone ? [changed(levelId, null, zone)] : []), changed(levelId, null, placed)];
}

/** Put a face on a side, or take it away again. */
export function toggleFace(editor: Editor, on: Furniture, side: number): void {
  const there = facesOf(on, editor.features.values()).find(([, footing]) => footing.side === side);
  if (there) editor.edit('remove', removed(editor.levelId, editor.features, [there[0]]));
  else {
    const name = on.value.name || on.id;
    editor.edit('draw', addedFace(editor, on, side, name, false));
  }
}

/** Drop a facing side on another edge of its furniture; a zone that only it looks out on turns along. */
export function faceTo(editor: Editor, face: FeatureOf<'face'>, on: Furniture, side: number): void {
  const after = faceOn(face, on.value.area, { side, from: 0, to: 1 });
  editor.edit('face', [changed(editor.levelId, face, after)]);
}

/** Room for the whole selection, for the camera. */
export function chosenBox(editor: Editor) {
  return boxOf(editor.chosenFeatures.flatMap((feature) => [...pointsOf(feature)]));
}
