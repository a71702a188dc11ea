import { changeKey, equal, type Change } from './draft_document';
import type { Kind, Value, Values } from './feature';
import { isContested, joined } from './store_fields';

/** A change as it is sent: what the feature shall be; null deletes. */
export interface SentChange {
  readonly level_id: string;
  readonly kind: Kind;
  readonly id: string;
  readonly value: Value | null;
}

/** A change that somebody else made. */
export interface OthersChange extends SentChange {
  readonly by: string;
  readonly at: string;
}

/** One feature that two people changed since the same state. */
export interface DraftConflict {
  readonly level_id: string;
  readonly kind: Kind;
  readonly id: string;
  readonly yours: Value | null;
  readonly theirs: Value | null;
  readonly base: Value | null;
  readonly by: string;
  readonly at: string;
}

/** What the service says to a request. `unheard`: it was not reached or could not answer; it may be sent again. */
export type SaveAnswer<P> =
  | {
      readonly kind: 'stored';
      readonly version: number;
      readonly others: readonly OthersChange[];
      readonly problems: P;
    }
  | {
      readonly kind: 'conflict';
      readonly version: number;
      readonly conflicts: readonly DraftConflict[];
      readonly others: readonly OthersChange[];
    }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly place: { level_id: string; kind: Kind; id: string } | null;
    }
  | { readonly kind: 'unheard' };

export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'waiting' | 'saving' | 'unheard' | 'conflict'; readonly since: Date }
  | {
      readonly kind: 'refused';
      readonly since: Date;
      readonly reason: string;
      readonly place: { level_id: string; kind: Kind; id: string } | null;
    };

export interface SaveQueueOptions<P> {
  send: (version: number, changes: readonly SentChange[]) => Promise<SaveAnswer<P>>;
  onstate: (state: SaveState) => void;
  /** Somebody else's changes, to be put into what is drawn. */
  onothers: (changes: readonly OthersChange[]) => void;
  onconflicts: (conflicts: readonly DraftConflict[]) => void;
  onproblems: (problems: P) => void;
  /** What the service does not have, whenever that changes. */
  onunsent?: (changes: readonly SentChange[]) => void;
  now: () => Date;
}

/** A pause in drawing, not a pause in thinking. */
export const PAUSE_MS = 700;
/** Of the service: changes in one request. */
export const SENT_AT_ONCE = 2_000;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000];

/** A conflict with what the service has: what is taken over from there may be joined with one's own. */
interface Clash extends DraftConflict {
  readonly stored: Value | null;
}

interface Unsaved {
  change: SentChange;
  /** What the service has. */
  base: Value | null;
}

/** Sends what was changed, soon and in order, until the service has it. */
export class SaveQueue<P> {
  version: number;
  readonly #options: SaveQueueOptions<P>;
  readonly #unsaved = new Map<string, Unsaved>();
  #sent: Map<string, SentChange> | null = null;
  #conflicts = new Map<string, Clash>();
  /** Refused features, until they are changed again: they do not keep the others from being saved. */
  readonly #held = new Set<string>();
  #refusal: Extract<SaveState, { kind: 'refused' }> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since: Date | null = null;
  #failures = 0;
  #state: SaveState = { kind: 'saved' };

  constructor(version: number, options: SaveQueueOptions<P>) {
    this.version = version;
    this.#options = options;
  }

  get state(): SaveState {
    return this.#state;
  }

  get isSaved(): boolean {
    return this.#unsaved.size === 0;
  }

  /** What the service does not have yet, for all that is known. */
  get unsent(): SentChange[] {
    return [...this.#unsaved.values()].map(({ change }) => change);
  }

  get #sendable(): SentChange[] {
    return [...this.#unsaved].flatMap(([key, { change }]) => (this.#held.has(key) ? [] : [change]));
  }

  add(changes: readonly Change[]): void {
    for (const change of changes) {
      const key = changeKey(change);
      this.#held.delete(key);
      const base = this.#unsaved.get(key)?.base ?? (this.#unsaved.has(key) ? null : change.before);
      // While a request is under way its outcome is not known: what it holds is compared when it is back.
      if (equal(base, change.after) && !this.#sent?.has(key)) this.#unsaved.delete(key);
      else {
        const { level_id, kind, id, after: value } = change;
        this.#unsaved.set(key, { change: { level_id, kind, id, value }, base });
      }
    }
    if (this.#conflicts.size > 0) {
      this.#options.onunsent?.(this.unsent);
      return;
    }
    this.#failures = 0;
    this.#tell();
    this.#sendIn(PAUSE_MS);
  }

  /** Send what waits now: before publishing, when the network is back. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (this.#sent !== null) await new Promise((wake) => setTimeout(wake, 20));
    while (this.#sendable.length > 0 && this.#conflicts.size === 0) {
      if (!(await this.#send())) break;
    }
    return this.isSaved;
  }

  /** Ask what others have changed; nothing when we have something to send anyway. */
  async poll(): Promise<void> {
    if (this.isSaved && this.#sent === null && this.#state.kind === 'saved') await this.#send();
  }

  /** A decision on a conflict. `mine` is sent again over theirs; `theirs` is what the caller has drawn by now. */
  resolve(conflict: DraftConflict, side: 'mine' | 'theirs'): void {
    const key = changeKey(conflict);
    const stored = this.#conflicts.get(key)?.stored ?? null;
    this.#conflicts.delete(key);
    const { level_id, kind, id } = conflict;
    // Of the store itself, what was not contested stays whichever side is taken.
    if (side === 'theirs' && equal(conflict.theirs, stored)) this.#unsaved.delete(key);
    else if (side === 'theirs')
      this.#unsaved.set(key, { change: { level_id, kind, id, value: conflict.theirs }, base: stored });
    else {
      const unsaved = this.#unsaved.get(key);
      if (unsaved) unsaved.base = stored;
    }
    if (this.#conflicts.size > 0) return;
    this.#tell();
    if (!this.isSaved) this.#sendIn(0);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #sendIn(delay_ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), delay_ms);
  }

  /** One request. Whether it makes sense to go on at once. */
  async #send(): Promise<boolean> {
    if (this.#sent !== null || this.#conflicts.size > 0) return false;
    const batch = this.#sendable.slice(0, SENT_AT_ONCE);
    this.#sent = new Map(batch.map((change) => [changeKey(change), change]));
    if (batch.length > 0) this.#set({ kind: 'saving', since: this.#began() });
    const answer = await this.#options.send(this.version, batch);
    const sent = this.#sent;
    this.#sent = null;
    if (answer.kind === 'unheard') {
      if (batch.length > 0) this.#tryLater();
      return false;
    }
    this.#failures = 0;
    if (answer.kind === 'refused') {
      const { reason, place } = answer;
      this.#refusal = { kind: 'refused', since: this.#began(), reason, place };
      for (const key of place ? [changeKey(place)] : sent.keys()) this.#held.add(key);
      this.#tell();
      if (this.#sendable.length > 0) this.#sendIn(0);
      return this.#sendable.length > 0;
    }
    this.version = answer.version;
    if (answer.kind === 'stored') this.#stored(sent);
    else this.#take(answer.conflicts);
    this.#hear(answer.others);
    if (answer.kind === 'stored' && batch.length > 0) this.#options.onproblems(answer.problems);
    if (this.#conflicts.size > 0) {
      this.#set({ kind: 'conflict', since: this.#began() });
      this.#options.onconflicts([...this.#conflicts.values()]);
      return false;
    }
    this.#tell();
    if (this.#sendable.length > 0) this.#sendIn(PAUSE_MS);
    return true;
  }

  #stored(sent: ReadonlyMap<string, SentChange>): void {
    for (const [key, change] of sent) {
      const unsaved = this.#unsaved.get(key);
      if (!unsaved) continue;
      if (equal(unsaved.change.value, change.value)) this.#unsaved.delete(key);
      else unsaved.base = change.value;
    }
  }

  /** Two who did the same do not differ. */
  #take(conflicts: readonly DraftConflict[]): void {
    for (const conflict of conflicts) {
      const key = changeKey(conflict);
      const mine = this.#unsaved.get(key);
      if (mine && conflict.kind === 'store') this.#join(mine, conflict);
      else if (!mine || equal(mine.change.value, conflict.theirs)) this.#unsaved.delete(key);
      else this.#conflicts.set(key, { ...conflict, yours: mine.change.value, stored: conflict.theirs });
    }
  }

  /** Two who changed different rules of the store do not differ; where they do, the rest is settled. */
  #join(mine: Unsaved, conflict: DraftConflict): void {
    const stored = conflict.theirs as Values['store'];
    const [base, own] = [mine.base as Values['store'], mine.change.value as Values['store']];
    const yours = joined(base, own, stored, 'mine');
    mine.change = { ...mine.change, value: yours };
    mine.base = stored;
    this.#options.onothers([{ ...mine.change, by: conflict.by, at: conflict.at }]);
    const key = changeKey(conflict);
    if (isContested(base, own, stored))
      this.#conflicts.set(key, { ...conflict, yours, theirs: joined(base, own, stored, 'theirs'), stored });
    else if (equal(yours, stored)) this.#unsaved.delete(key);
  }

  /** Others' changes go into what is drawn, but for those of features that were changed here meanwhile. */
  #hear(others: readonly OthersChange[]): void {
    const free: OthersChange[] = [];
    for (const other of others) {
      const mine = this.#unsaved.get(changeKey(other));
      if (!mine) free.push(other);
      else if (!this.#conflicts.has(changeKey(other))) {
        const { level_id, kind, id, by, at } = other;
        this.#take([
          { level_id, kind, id, by, at, yours: mine.change.value, theirs: other.value, base: mine.base },
        ]);
      }
    }
    if (free.length > 0) this.#options.onothers(free);
  }

  #tryLater(): void {
    this.#set({ kind: 'unheard', since: this.#began() });
    const wait_ms = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? PAUSE_MS;
    this.#failures += 1;
    this.#sendIn(wait_ms);
  }

  #began(): Date {
    this.#since ??= this.#options.now();
    return this.#since;
  }

  #tell(): void {
    if (this.isSaved && this.#sent === null) {
      this.#since = null;
      this.#set({ kind: 'saved' });
    } else if (this.#sendable.length === 0 && this.#refusal) this.#set(this.#refusal);
    else if (this.#sent === null) this.#set({ kind: 'waiting', since: this.#began() });
  }

  #set(state: SaveState): void {
    this.#state = state;
    this.#options.onunsent?.(this.unsent);
    this.#options.onstate(state);
  }
}
