import { equal } from './draft_document';
import type { Values } from './feature';

type Store = Values['store'];
type Leaf = string | number;

/** The store's own fields one by one, rules as `rules.stop_s`: who changes one has no say about the others. */
export function storeFields({ name, time_zone, rules }: Store): ReadonlyMap<string, Leaf> {
  const ruled = Object.entries(rules).map(([rule, value]): [string, Leaf] => [`rules.${rule}`, value]);
  return new Map<string, Leaf>([['name', name], ['time_zone', time_zone], ...ruled]);
}

/** Whether both changed a field, each to something else (`campaigns/stores/drafts/fields.py` says the same). */
export function isContested(base: Store, mine: Store, theirs: Store): boolean {
  const [before, own, other] = [base, mine, theirs].map(storeFields);
  return [...(own?.keys() ?? [])].some(
    (field) =>
      own?.get(field) !== before?.get(field) &&
      other?.get(field) !== before?.get(field) &&
      own?.get(field) !== other?.get(field),
  );
}

/** Both people's changes together; `side` decides where both changed a field. */
export function joined(base: Store, mine: Store, theirs: Store, side: 'mine' | 'theirs'): Store {
  const before = storeFields(base);
  const other = storeFields(theirs);
  const chosen = new Map(other);
  for (const [field, value] of storeFields(mine)) {
    if (value === before.get(field)) continue;
    if (side === 'mine' || other.get(field) === before.get(field)) chosen.set(field, value);
  }
  const rules = [...chosen].flatMap(([field, value]): [string, number][] =>
    field.startsWith('rules.') ? [[field.slice('rules.'.length), Number(value)]] : [],
  );
  const together: Store = {
    name: String(chosen.get('name')),
    time_zone: String(chosen.get('time_zone')),
    rules: Object.fromEntries(rules),
  };
  return equal(together, theirs) ? theirs : together;
}
