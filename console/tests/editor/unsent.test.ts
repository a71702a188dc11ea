import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SentChange } from '../../src/lib/editor/save_queue';
import { editOf, forgetUnsent, UnsentEdits } from '../../src/lib/editor/unsent';
import { documentOf } from '../../src/lib/editor/draft_document';
import { beacon } from './floors';

/** A browser's storage, with a lid. */
class Shelf {
  readonly #kept = new Map<string, string>();
  room = Infinity;
  get length(): number {
    return this.#kept.size;
  }
  key(i: number): string | null {
    return [...this.#kept.keys()][i] ?? null;
  }
  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }
  setItem(key: string, text: string): void {
    if (text.length > this.room) throw new DOMException('full', 'QuotaExceededError');
    this.#kept.set(key, text);
  }
  removeItem(key: string): void {
    this.#kept.delete(key);
  }
}

const NOON = new Date('2026-03-01T12:00:00Z');
const moved = (id: string): SentChange => ({
  level_id: 'f1',
  kind: 'beacon',
  id,
  value: { x_m: 1, y_m: 2, sd_m: 0.5 },
});

describe('edits that were not sent', () => {
  let shelf: Shelf;
  const tab = (login = 'sam', store = 'shop') => new UnsentEdits(login, store, shelf);
  beforeEach(() => {
    shelf = new Shelf();
    vi.stubGlobal('navigator', {});
  });

  it('are offered to the next tab of the same person in the same store, and to nobody else', async () => {
    const crashed = tab();
    crashed.keep(7, [moved('a')], NOON);
    expect(await tab('olga').left()).toEqual([]);
    expect(await tab('sam', 'other').left()).toEqual([]);
    const [found] = await tab().left();
    expect(found).toEqual({ tab: crashed.tab, version: 7, at: NOON.toISOString(), changes: [moved('a')] });
    expect(await crashed.left()).toEqual([]);
  });

  it('are not offered while their own tab lives', async () => {
    const living = tab();
    living.keep(7, [moved('a')], NOON);
    const held = [{ name: `aislecast.unsent/${living.tab}` }];
    vi.stubGlobal('navigator', { locks: { query: async () => ({ held }) } });
    expect(await tab().left()).toEqual([]);
  });

  it('are gone when they were sent, thrown away, or the person logged out', async () => {
    const [sent, dropped, left] = [tab(), tab(), tab()];
    for (const one of [sent, dropped, left]) one.keep(7, [moved('a')], NOON);
    sent.keep(8, [], NOON);
    tab().drop(dropped.tab);
    expect((await tab().left()).map((one) => one.tab)).toEqual([left.tab]);
    tab('olga').keep(1, [moved('b')], NOON);
    forgetUnsent('sam', shelf);
    expect(await tab().left()).toEqual([]);
    expect(await tab('olga').left()).toHaveLength(1);
  });

  it('are bounded: in size, by what the browser gives, in tabs', async () => {
    const one = tab();
    expect(one.keep(7, [moved('a'.repeat(2_000_001))], NOON)).toBe(false);
    shelf.room = 10;
    expect(one.keep(7, [moved('a')], NOON)).toBe(false);
    expect(shelf.length).toBe(0);
    shelf.room = Infinity;
    for (let i = 0; i < 9; i += 1) tab().keep(i, [moved('a')], new Date(NOON.getTime() + i));
    const left = await tab().left();
    expect(left.map(({ version }) => version)).toEqual([8, 7, 6, 5]);
    expect(shelf.length).toBe(4);
  });

  it('that nobody can read are dropped', async () => {
    for (const text of ['{', '{"tab": 3}', 'null']) shelf.setItem(`aislecast.unsent/sam/shop/${text}`, text);
    expect(await tab().left()).toEqual([]);
    expect(shelf.length).toBe(0);
  });

  it('go into the draft as it is now, but not onto a level that is gone', () => {
    const now = documentOf([{ id: 'f1', features: [beacon('a', 9, 9)] }]);
    const changes = [moved('a'), moved('b'), { ...moved('c'), level_id: 'gone' }];
    expect(editOf({ changes }, now).map(({ id, before }) => [id, before])).toEqual([
      ['a', beacon('a', 9, 9).value],
      ['b', null],
    ]);
  });
});
