import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { changeKey, changed, equal, type Change } from '../../src/lib/editor/draft_document';
import type { Value } from '../../src/lib/editor/feature';
import {
  PAUSE_MS,
  SaveQueue,
  SENT_AT_ONCE,
  type DraftConflict,
  type OthersChange,
  type SaveAnswer,
  type SaveState,
  type SentChange,
} from '../../src/lib/editor/save_queue';
import { beacon } from './floors';

/** The service's side of the contract, in memory. */
class Drafts {
  version = 0;
  readonly values = new Map<string, Value | null>();
  readonly log: (OthersChange & { version: number })[] = [];
  reachable = true;
  requests = 0;

  store(changes: readonly SentChange[], by = 'other'): void {
    this.version += 1;
    for (const change of changes) {
      this.values.set(changeKey(change), change.value);
      this.log.push({ ...change, by, at: '2026-03-01T10:00:00Z', version: this.version });
    }
  }

  async answer(version: number, changes: readonly SentChange[]): Promise<SaveAnswer<number>> {
    this.requests += 1;
    const reachable = this.reachable;
    await Promise.resolve();
    if (!reachable) return { kind: 'unheard' };
    if (changes.length > SENT_AT_ONCE) return { kind: 'refused', reason: 'too many', place: null };
    const since = this.log.filter((one) => one.version > version && one.by !== 'me');
    const hit = since.filter((one) => changes.some((change) => changeKey(change) === changeKey(one)));
    const others = since.filter((one) => !hit.includes(one));
    if (hit.length > 0) {
      const conflicts = hit.map((one): DraftConflict => ({
        ...one,
        yours: null,
        theirs: one.value,
        base: null,
      }));
      return { kind: 'conflict', version: this.version, conflicts, others };
    }
    if (changes.length > 0) this.store(changes, 'me');
    return { kind: 'stored', version: this.version, others, problems: this.values.size };
  }
}

function setUp() {
  const drafts = new Drafts();
  const states: SaveState[] = [];
  const heard: OthersChange[] = [];
  const conflicts: DraftConflict[] = [];
  const queue = new SaveQueue<number>(0, {
    send: (version, changes) => drafts.answer(version, changes),
    onstate: (state) => states.push(state),
    onothers: (changes) => heard.push(...changes),
    onconflicts: (found) => conflicts.splice(0, conflicts.length, ...found),
    onproblems: () => {},
    now: () => new Date(),
  });
  return { drafts, states, heard, conflicts, queue };
}

const put = (id: string, x_m: number, before: number | null = null): Change =>
  changed('F1', before === null ? null : beacon(id, before, 0), beacon(id, x_m, 0));
const sent = (id: string, x_m: number): SentChange => ({
  level_id: 'F1',
  kind: 'beacon',
  id,
  value: beacon(id, x_m, 0).value,
});

describe('autosave', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('sends a run of edits once, and says when it is saved', async () => {
    const { drafts, states, queue } = setUp();
    queue.add([put('a', 1)]);
    queue.add([put('a', 2, 1)]);
    queue.add([put('b', 5)]);
    expect(states.at(-1)!.kind).toBe('waiting');
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(drafts.requests).toBe(1);
    expect(drafts.values.get('F1/beacon/a')).toMatchObject({ x_m: 2 });
    expect(states.at(-1)).toEqual({ kind: 'saved' });
    expect(states.map(({ kind }) => kind)).toContain('saving');
  });

  it('sends nothing when an edit was undone in time', async () => {
    const { drafts, queue } = setUp();
    queue.add([put('a', 1)]);
    queue.add([changed('F1', beacon('a', 1, 0), null)]);
    expect(queue.isSaved).toBe(true);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(drafts.values.has('F1/beacon/a')).toBe(false);
  });

  it('keeps what it has through a lost line and sends it when the line is back', async () => {
    const { drafts, states, queue } = setUp();
    drafts.reachable = false;
    queue.add([put('a', 1)]);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    const lost = states.at(-1)!;
    expect(lost.kind).toBe('unheard');
    queue.add([put('b', 2)]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(states.at(-1)).toMatchObject({ kind: 'unheard', since: (lost as { since: Date }).since });
    drafts.reachable = true;
    expect(await queue.flush()).toBe(true);
    expect([...drafts.values.keys()]).toEqual(['F1/beacon/a', 'F1/beacon/b']);
  });

  it('comes back by itself, ever more slowly', async () => {
    const { drafts, queue } = setUp();
    drafts.reachable = false;
    queue.add([put('a', 1)]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(drafts.requests).toBeLessThan(8);
    drafts.reachable = true;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(queue.isSaved).toBe(true);
  });

  it('takes in what others changed elsewhere', async () => {
    const { drafts, heard, queue } = setUp();
    drafts.store([sent('z', 9)]);
    queue.add([put('a', 1)]);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(heard.map(({ id }) => id)).toEqual(['z']);
    drafts.store([sent('y', 3)]);
    await queue.poll();
    expect(heard.map(({ id }) => id)).toEqual(['z', 'y']);
  });

  it.each(['mine', 'theirs'] as const)(
    'asks about a feature that both changed, and keeps %s',
    async (side) => {
      const { drafts, states, conflicts, queue } = setUp();
      drafts.store([sent('a', 9)]);
      queue.add([put('a', 1), put('b', 2)]);
      await vi.advanceTimersByTimeAsync(PAUSE_MS);
      expect(states.at(-1)!.kind).toBe('conflict');
      expect(conflicts).toMatchObject([{ id: 'a', yours: { x_m: 1 }, theirs: { x_m: 9 } }]);
      expect(drafts.values.has('F1/beacon/b')).toBe(false);
      queue.resolve(conflicts[0]!, side);
      await vi.advanceTimersByTimeAsync(1);
      expect(drafts.values.get('F1/beacon/a')).toMatchObject({ x_m: side === 'mine' ? 1 : 9 });
      expect(drafts.values.get('F1/beacon/b')).toMatchObject({ x_m: 2 });
      expect(states.at(-1)!.kind).toBe('saved');
    },
  );

  it('does not ask about rules of the store that only one of the two changed', async () => {
    const rules = (stop_s: number, engage_s: number): Value => ({
      name: 'Shop',
      time_zone: 'UTC',
      rules: { stop_s, engage_s },
    });
    const name = { level_id: '', kind: 'store' as const, id: 'shop' };
    const { drafts, heard, conflicts, queue } = setUp();
    drafts.store([{ ...name, value: rules(3, 9) }]);
    queue.add([{ ...name, before: rules(3, 5), after: rules(4, 5) }]);
    await vi.advanceTimersByTimeAsync(3 * PAUSE_MS);
    expect(conflicts).toEqual([]);
    expect(heard).toMatchObject([{ value: rules(4, 9) }]);
    expect(drafts.values.get('/store/shop')).toEqual(rules(4, 9));

    // The same rule, and another one: only the first is asked about, the other one is kept either way.
    drafts.store([{ ...name, value: rules(7, 9) }]);
    queue.add([{ ...name, before: rules(4, 9), after: rules(5, 2) }]);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(conflicts).toMatchObject([{ yours: rules(5, 2), theirs: rules(7, 2) }]);
    queue.resolve(conflicts[0]!, 'theirs');
    await vi.advanceTimersByTimeAsync(1);
    expect(drafts.values.get('/store/shop')).toEqual(rules(7, 2));
    expect(queue.isSaved).toBe(true);
  });

  it('does not ask when both did the same', async () => {
    const { drafts, conflicts, queue } = setUp();
    drafts.store([sent('a', 1)]);
    queue.add([put('a', 1)]);
    await vi.advanceTimersByTimeAsync(2 * PAUSE_MS);
    expect(conflicts).toEqual([]);
    expect(queue.isSaved).toBe(true);
  });

  it('notices a change by others of what was edited while a request was under way', async () => {
    const { drafts, conflicts, queue } = setUp();
    drafts.store([sent('c', 7)]);
    queue.add([put('a', 1)]);
    const flushed = queue.flush();
    queue.add([put('c', 2)]);
    await vi.advanceTimersByTimeAsync(1);
    await flushed;
    expect(conflicts).toMatchObject([{ id: 'c', yours: { x_m: 2 }, theirs: { x_m: 7 } }]);
    expect(drafts.values.get('F1/beacon/c')).toMatchObject({ x_m: 7 });
  });

  it('sends a whole mall in parts', async () => {
    const { drafts, queue } = setUp();
    queue.add(Array.from({ length: 4_500 }, (_, i) => put(`b${i}`, i)));
    await vi.advanceTimersByTimeAsync(3 * PAUSE_MS);
    expect(drafts.requests).toBe(3);
    expect(drafts.values.size).toBe(4_500);
  });

  it('keeps what is refused until it is mended', async () => {
    const { drafts, states, queue } = setUp();
    const answer = drafts.answer.bind(drafts);
    drafts.answer = async (version, changes) =>
      equal(changes[0]!.value, beacon('a', -1, 0).value)
        ? { kind: 'refused', reason: 'outside the level', place: { level_id: 'F1', kind: 'beacon', id: 'a' } }
        : answer(version, changes);
    queue.add([put('a', -1), put('b', 2)]);
    await vi.advanceTimersByTimeAsync(2 * PAUSE_MS);
    expect(drafts.values.get('F1/beacon/b')).toMatchObject({ x_m: 2 });
    expect(states.at(-1)).toMatchObject({ kind: 'refused', reason: 'outside the level' });
    expect(queue.isSaved).toBe(false);
    queue.add([put('a', 1, -1)]);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(states.at(-1)!.kind).toBe('saved');
  });
});
