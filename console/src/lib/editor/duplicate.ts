import { changed, type Change, type LevelFeatures } from './draft_document';
import { keyOf, nameOf, type Affine, type Feature, type Kind } from './feature';
import { newId, nextBeaconKey, nextName } from './new_ids';
import { along, shifted } from './plane';
import { transformed, withFollowers } from './transform';

/** What names in a store: ids of zones, faces and codes and keys of beacons are unique in it. */
export interface Namer {
  readonly ordinal: number;
  /** Every id of a kind in the whole draft. */
  ids(kind: Kind): Iterable<string>;
  newUuid(): string;
}

/** Copies with ids and names of their own; a face keeps to the copy of its zone when that is copied too. */
export function duplicated(
  features: LevelFeatures,
  originals: readonly Feature[],
  placings: readonly Affine[],
  namer: Namer,
): Feature[] {
  const taken = new Map<Kind, Set<string>>();
  const idsOf = (kind: Kind) => {
    if (!taken.has(kind)) taken.set(kind, new Set(namer.ids(kind)));
    return taken.get(kind)!;
  };
  const names = new Map<Kind, Set<string>>();
  const namesOf = (kind: Kind) => {
    if (!names.has(kind))
      names.set(kind, new Set([...features.values()].filter((f) => f.kind === kind).map(nameOf)));
    return names.get(kind)!;
  };
  const copies: Feature[] = [];
  for (const placing of placings) {
    const zoneIds = new Map<string, string>();
    const order = [...originals].sort((a, b) => Number(a.kind === 'face') - Number(b.kind === 'face'));
    for (const original of order) {
      if (original.kind === 'outline' || original.kind === 'level' || original.kind === 'store') continue;
      const ids = idsOf(original.kind);
      const id =
        original.kind === 'beacon'
          ? nextBeaconKey(ids, namer.ordinal, () => namer.newUuid())
          : newId(original.kind, (one) => ids.has(one));
      ids.add(id);
      if (original.kind === 'zone') zoneIds.set(original.id, id);
      const copy = { ...transformed(original, placing), id } as Feature;
      copies.push(renamed(copy, namesOf(original.kind), zoneIds));
    }
  }
  return copies;
}

function renamed(copy: Feature, names: Set<string>, zoneIds: ReadonlyMap<string, string>): Feature {
  let one = copy;
  if ('name' in one.value && one.value.name !== '') {
    const name = nextName(one.value.name.replace(/\s*\d+$/, ''), names);
    names.add(name);
    one = { ...one, value: { ...one.value, name } } as Feature;
  }
  if (one.kind !== 'face' || one.value.zone_id === null) return one;
  const zone_id = zoneIds.get(one.value.zone_id) ?? one.value.zone_id;
  return { ...one, value: { ...one.value, zone_id } };
}

/** A row of gondolas: `count` in all, each `spacing_m` from the last, faces and own zones with them. */
export interface Row {
  readonly count: number;
  readonly spacing_m: number;
  readonly direction_rad: number;
}

export const ROW_LIMIT = 200;

export function repeated(
  levelId: string,
  features: LevelFeatures,
  chosen: readonly Feature[],
  row: Row,
  namer: Namer,
): Change[] {
  const count = Math.min(Math.max(Math.floor(row.count), 1), ROW_LIMIT);
  const placings = Array.from({ length: count - 1 }, (_, k) => {
    const [dx_m, dy_m] = along([0, 0], row.direction_rad, (k + 1) * row.spacing_m);
    return shifted(dx_m, dy_m);
  });
  const originals = withFollowers(features, chosen);
  return duplicated(features, originals, placings, namer).map((copy) => changed(levelId, null, copy));
}

/** What was copied, ready to be pasted again and again, on any level. */
export interface Clipboard {
  readonly features: readonly Feature[];
}

export function copied(features: LevelFeatures, chosen: Iterable<Feature>): Clipboard {
  return { features: withFollowers(features, chosen).filter(({ kind }) => kind !== 'outline') };
}

export function pasted(
  levelId: string,
  features: LevelFeatures,
  clipboard: Clipboard,
  by: Affine,
  namer: Namer,
): Change[] {
  const known = new Set([...features.values()].map(keyOf));
  return duplicated(features, clipboard.features, [by], namer).map((copy) => {
    // A zone or unit of another level, or one deleted since, is not named any more.
    if (copy.kind === 'face' && copy.value.zone_id !== null) {
      const own = clipboard.features.some((f) => f.kind === 'zone');
      const there = known.has(keyOf({ kind: 'zone', id: copy.value.zone_id }));
      if (!own && !there) return changed(levelId, null, { ...copy, value: { ...copy.value, zone_id: null } });
    }
    if (copy.kind === 'zone' && copy.value.unit_id !== null) {
      const there = known.has(keyOf({ kind: 'unit', id: copy.value.unit_id }));
      if (!there) return changed(levelId, null, { ...copy, value: { ...copy.value, unit_id: null } });
    }
    return changed(levelId, null, copy);
  });
}
