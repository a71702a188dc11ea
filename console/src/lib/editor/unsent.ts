import { NO_LEVEL, valueAt, type Change, type DraftDocument } from './draft_document';
import type { SentChange } from './save_queue';
import { randomId } from '../random';

/** Edits that the service does not have yet, on this machine: a closed or crashed tab does not take them along. */
export interface Unsent {
  /** Names the tab that kept them. */
  readonly tab: string;
  /** The draft's version that they were drawn on. */
  readonly version: number;
  readonly at: string;
  readonly changes: readonly SentChange[];
}

const PREFIX = 'aislecast.unsent/';
/** Browsers give a site 5 MB (HTML, Web storage); the rest is for others. */
const LARGEST_CHARACTERS = 2_000_000;
/** Of one person in one store: crashed tabs that nobody came back to. */
const MOST_TABS = 4;

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** What of a person's work in a store was not sent, by tab. */
export class UnsentEdits {
  readonly tab = randomId();
  readonly #folder: string;
  readonly #shelf: Shelf;

  constructor(login: string, storeId: string, shelf: Shelf = localStorage) {
    this.#folder = `${PREFIX}${encodeURIComponent(login)}/${encodeURIComponent(storeId)}/`;
    this.#shelf = shelf;
  }

  /** Say to other tabs that this one lives: what it keeps is on its way. Let go of at the end of the page. */
  live(): () => void {
    let release = () => {};
    const held = new Promise<void>((done) => (release = done));
    // Without HTTPS there are no locks; then two tabs of one person may each be offered the other's work.
    void navigator.locks?.request(PREFIX + this.tab, () => held);
    return release;
  }

  /** Whether they are kept: too much at once, or a full disk, is not. */
  keep(version: number, changes: readonly SentChange[], at: Date): boolean {
    const key = this.#folder + this.tab;
    const text = JSON.stringify({ tab: this.tab, version, at: at.toISOString(), changes });
    if (changes.length === 0 || text.length > LARGEST_CHARACTERS) {
      this.#shelf.removeItem(key);
      return changes.length === 0;
    }
    try {
      this.#shelf.setItem(key, text);
      return true;
    } catch (full) {
      if (!(full instanceof DOMException)) throw full;
      this.#shelf.removeItem(key);
      return false;
    }
  }

  /** What tabs left behind that are gone, the newest first. */
  async left(): Promise<Unsent[]> {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    const living = new Set([PREFIX + this.tab, ...held.map(({ name }) => name ?? '')]);
    const found = keysIn(this.#shelf, this.#folder).flatMap((key) => {
      const unsent = read(this.#shelf.getItem(key));
      if (unsent === null) this.#shelf.removeItem(key);
      return unsent === null || living.has(PREFIX + unsent.tab) ? [] : [unsent];
    });
    found.sort((a, b) => b.at.localeCompare(a.at));
    for (const { tab } of found.slice(MOST_TABS)) this.drop(tab);
    return found.slice(0, MOST_TABS);
  }

  drop(tab: string): void {
    this.#shelf.removeItem(this.#folder + tab);
  }
}

/** Whoever logs out leaves nothing behind on a machine that others use. */
export function forgetUnsent(login: string, shelf: Shelf = localStorage): void {
  for (const key of keysIn(shelf, `${PREFIX}${encodeURIComponent(login)}/`)) shelf.removeItem(key);
}

/** As an edit of the draft as it is now; what lies on a level that is gone cannot be. */
export function editOf({ changes }: Pick<Unsent, 'changes'>, document: DraftDocument): Change[] {
  const levels = new Set([NO_LEVEL, ...document.keys()]);
  for (const { kind, id, value } of changes) if (kind === 'level' && value !== null) levels.add(id);
  return changes
    .filter(({ level_id }) => levels.has(level_id))
    .map(({ value, ...name }) => ({ ...name, before: valueAt(document, name), after: value }));
}

const keysIn = (shelf: Shelf, folder: string): string[] =>
  Array.from({ length: shelf.length }, (_, i) => shelf.key(i) ?? '').filter((key) => key.startsWith(folder));

/** null: written by another version of these pages, or by hand. */
function read(text: string | null): Unsent | null {
  try {
    const found = (JSON.parse(text ?? '') ?? {}) as Partial<Unsent>;
    const isWhole =
      typeof found.tab === 'string' &&
      typeof found.at === 'string' &&
      Number.isInteger(found.version) &&
      Array.isArray(found.changes) &&
      found.changes.every((one) => typeof one.kind === 'string' && typeof one.id === 'string');
    return isWhole ? (found as Unsent) : null;
  } catch (broken) {
    if (!(broken instanceof SyntaxError)) throw broken;
    return null;
  }
}
