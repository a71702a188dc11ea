import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DraftApi, LoadedDraft } from '../../src/lib/editor/draft_api';
import { changed, documentOf } from '../../src/lib/editor/draft_document';
import { DraftSession } from '../../src/lib/editor/draft_session.svelte';
import { Editor } from '../../src/lib/editor/editor.svelte';
import { PAUSE_MS, type SentChange } from '../../src/lib/editor/save_queue';
import type { Unsent, UnsentEdits } from '../../src/lib/editor/unsent';
import { beacon } from './floors';

const loaded = (version: number, x_m: number): LoadedDraft => ({
  version,
  document: documentOf([{ id: 'F1', features: [beacon('a', x_m, 0)] }]),
  levelIds: ['F1'],
  changed: 0,
  base: 1,
  current: 1,
  problems: [],
});

/** A service that answers when it is told to. */
class Slow {
  readonly saves: { version: number; changes: readonly SentChange[] }[] = [];
  readonly discarded: number[] = [];
  answer: (draft: LoadedDraft) => void = () => {};
  load = () => new Promise<LoadedDraft>((answer) => (this.answer = answer));
  problems = async () => [];
  async save(version: number, changes: readonly SentChange[]) {
    this.saves.push({ version, changes });
    const figures = { changed: 1, base: 1, current: 1, problems: [] };
    return { kind: 'stored' as const, version: version + 1, others: [], problems: figures };
  }
  async discard(version: number) {
    this.discarded.push(version);
  }
}

function setUp() {
  const [editor, api] = [new Editor(), new Slow()];
  const dropped: string[] = [];
  const kept = { keep: () => true, drop: (tab: string) => dropped.push(tab) };
  const session = new DraftSession(
    editor,
    api as unknown as DraftApi,
    loaded(3, 0),
    kept as unknown as UnsentEdits,
  );
  const move = (id: string, from: number, to: number) =>
    editor.edit('move', [changed('F1', beacon(id, from, 0), beacon(id, to, 0))]);
  const x = (id: string) => editor.find('beacon', id)?.feature.value;
  return { editor, api, session, move, x, dropped };
}

describe('a draft that is loaded again', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('keeps what was drawn while it was on its way, and sends it', async () => {
    const { api, session, move, x } = setUp();
    const done = session.reload();
    move('a', 0, 5);
    api.answer(loaded(9, 1));
    await done;
    expect(x('a')).toMatchObject({ x_m: 5 });
    expect(session.isSaved).toBe(false);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    // At the version that it was drawn on: what others did to it since is a conflict.
    expect(api.saves).toMatchObject([{ version: 3, changes: [{ id: 'a', value: { x_m: 5 } }] }]);
  });

  it('is thrown away as it was seen, without what was drawn before, with what was drawn since', async () => {
    const { api, session, move, x } = setUp();
    move('a', 0, 5);
    const done = session.discard();
    await vi.advanceTimersByTimeAsync(0);
    expect(api.discarded).toEqual([4]);
    move('b', 0, 2);
    api.answer(loaded(9, 0));
    await done;
    expect([x('a'), x('b')]).toMatchObject([{ x_m: 0 }, { x_m: 2 }]);
  });

  it('takes up what an earlier tab could not send, at the version of that tab', async () => {
    const { api, session, x, dropped } = setUp();
    const change: SentChange = { level_id: 'F1', kind: 'beacon', id: 'a', value: beacon('a', 7, 0).value };
    const unsent: Unsent = { tab: 'old', version: 2, at: '2026-03-01T12:00:00Z', changes: [change] };
    session.takeUp(unsent);
    expect(x('a')).toMatchObject({ x_m: 7 });
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(api.saves).toMatchObject([{ version: 2, changes: [change] }]);
    expect(dropped).toEqual(['old']);
  });
});
