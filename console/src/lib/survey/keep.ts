/** What a survey keeps on the phone until the service has it: the walk, its entries, motion, the plan. IndexedDB. */

import type { Entry } from './walk';

const NAME = 'aislecast-survey';
const STORES = ['walks', 'entries', 'motion', 'plans'] as const;
type StoreName = (typeof STORES)[number];

export interface KeptWalk {
  id: string;
  store_id: string;
  level_id: string;
  begun_ms: number;
  /** The service knows of it. */
  isOpen: boolean;
  next: number;
  nextMotion: number;
}
export interface KeptEntry {
  walk_id: string;
  sequence: number;
  entry: Entry;
  sent: boolean;
}
export interface KeptMotion {
  walk_id: string;
  sequence: number;
  clock: string;
  rows: Float64Array<ArrayBuffer>;
}

/** One database a browser; several pages of the same store see the same. */
export class Keep {
  #opened: Promise<IDBDatabase> | null = null;

  async put(store: StoreName, key: IDBValidKey, value: unknown): Promise<void> {
    await this.#ask(store, 'readwrite', (in_) => in_.put(value, key));
  }

  async get<T>(store: StoreName, key: IDBValidKey): Promise<T | undefined> {
    return (await this.#ask(store, 'readonly', (in_) => in_.get(key))) as T | undefined;
  }

  /** All of a walk, in the order of their numbers. */
  async of<T>(store: 'entries' | 'motion', walkId: string, most?: number): Promise<T[]> {
    const range = IDBKeyRange.bound([walkId, 0], [walkId, Number.MAX_SAFE_INTEGER]);
    return (await this.#ask(store, 'readonly', (in_) => in_.getAll(range, most))) as T[];
  }

  async walks(): Promise<KeptWalk[]> {
    return (await this.#ask('walks', 'readonly', (in_) => in_.getAll())) as KeptWalk[];
  }

  async count(store: 'entries' | 'motion', walkId: string): Promise<number> {
    const range = IDBKeyRange.bound([walkId, 0], [walkId, Number.MAX_SAFE_INTEGER]);
    return (await this.#ask(store, 'readonly', (in_) => in_.count(range))) as number;
  }

  async drop(store: StoreName, key: IDBValidKey): Promise<void> {
    await this.#ask(store, 'readwrite', (in_) => in_.delete(key));
  }

  /** Forget a walk: the service has all of it, or nobody wants it. */
  async dropWalk(walkId: string): Promise<void> {
    const range = IDBKeyRange.bound([walkId, 0], [walkId, Number.MAX_SAFE_INTEGER]);
    await this.#ask('entries', 'readwrite', (in_) => in_.delete(range));
    await this.#ask('motion', 'readwrite', (in_) => in_.delete(range));
    await this.drop('walks', walkId);
  }

  async #ask(
    store: StoreName,
    mode: IDBTransactionMode,
    ask: (store: IDBObjectStore) => IDBRequest,
  ): Promise<unknown> {
    this.#opened ??= open();
    const database = await this.#opened;
    return new Promise((resolve, reject) => {
      // Taps are worth waiting for: they are told as kept when they are on the disk.
      const work = database.transaction(store, mode, { durability: 'strict' });
      const request = ask(work.objectStore(store));
      work.oncomplete = () => resolve(request.result);
      work.onerror = work.onabort = () => reject(work.error ?? request.error ?? new Error('not kept'));
    });
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not opened'));
  });
}
