import { keyOf, type Feature, type Kind, type Value } from './feature';

/** One feature before and after; null: it was not there, it is gone. */
export interface Change {
  readonly level_id: string;
  readonly kind: Kind;
  readonly id: string;
  readonly before: Value | null;
  readonly after: Value | null;
}

export type LevelFeatures = ReadonlyMap<string, Feature>;

/** The draft as it is drawn: never changed in place, so that what was read stays true. */
export type DraftDocument = ReadonlyMap<string, LevelFeatures>;

/** Where the store itself stands in a draft: its name, time zone and rules are of no level. */
export const NO_LEVEL = '';

export const changeKey = (change: { level_id: string; kind: Kind; id: string }): string =>
  `${change.level_id}/${keyOf(change)}`;

export const equal = (a: Value | null, b: Value | null): boolean =>
  a === b || JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** Values may come with their fields in another order, and null may be left out: from the service, from an edit. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

export function documentOf(levels: Iterable<{ id: string; features: Iterable<Feature> }>): DraftDocument {
  const document = new Map<string, LevelFeatures>();
  for (const { id, features } of levels) {
    document.set(id, new Map([...features].map((feature) => [keyOf(feature), feature])));
  }
  return document;
}

export function valueAt(
  document: DraftDocument,
  { level_id, kind, id }: { level_id: string; kind: Kind; id: string },
): Value | null {
  return document.get(level_id)?.get(keyOf({ kind, id }))?.value ?? null;
}

/** The document with each change's `after` in place. */
export function applied(document: DraftDocument, changes: Iterable<Omit<Change, 'before'>>): DraftDocument {
  const next = new Map(document);
  const touched = new Map<string, Map<string, Feature>>();
  for (const { level_id, kind, id, after } of changes) {
    let level = touched.get(level_id);
    if (!level) {
      level = new Map(document.get(level_id));
      touched.set(level_id, level);
      next.set(level_id, level);
    }
    if (after === null) level.delete(keyOf({ kind, id }));
    else level.set(keyOf({ kind, id }), { kind, id, value: after } as Feature);
  }
  return next;
}

export const reversed = (changes: readonly Change[]): Change[] =>
  changes.map((change) => ({ ...change, before: change.after, after: change.before })).reverse();

/** The change from one state of a feature to another; null for "not there". */
export function changed(level_id: string, before: Feature | null, after: Feature | null): Change {
  const one = after ?? before;
  if (one === null) throw new Error('a change needs a feature before or after it');
  return { level_id, kind: one.kind, id: one.id, before: before?.value ?? null, after: after?.value ?? null };
}
