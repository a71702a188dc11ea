import { describe, expect, it } from 'vitest';
import {
  applied,
  changed,
  documentOf,
  equal,
  valueAt,
  type Change,
} from '../../src/lib/editor/draft_document';
import { History, SAME_STEP_MS } from '../../src/lib/editor/history';
import { moved, removed } from '../../src/lib/editor/transform';
import { shifted } from '../../src/lib/editor/plane';
import { beacon, face, shelf, zone } from './floors';

const one = shelf('a', [1, 1], [5, 2]);
const start = documentOf([{ id: 'F1', features: [one, face('fa', one, 0, 'z'), zone('z', [1, 0], [5, 1])] }]);
const features = () => start.get('F1')!;

describe('a patch', () => {
  it('leaves what was read as it was', () => {
    const next = applied(start, moved('F1', features(), [one], shifted(1, 0)));
    expect(valueAt(start, { level_id: 'F1', kind: 'fixture', id: 'a' })).toEqual(one.value);
    expect(valueAt(next, { level_id: 'F1', kind: 'fixture', id: 'a' })).not.toEqual(one.value);
  });

  it('is equal whatever the order of its fields', () => {
    expect(equal({ x_m: 1, y_m: 2, sd_m: 3 }, { sd_m: 3, y_m: 2, x_m: 1 })).toBe(true);
    expect(equal({ x_m: 1, y_m: 2, sd_m: 3 }, { sd_m: 3, y_m: 2, x_m: 1.001 })).toBe(false);
  });
});

describe('history', () => {
  it('undoes and redoes any run of edits to the same states', () => {
    const history = new History();
    const states = [start];
    const edit = (changes: Change[]) => {
      history.add({ what: 'edit', changes }, states.length * 10_000);
      states.push(applied(states.at(-1)!, changes));
    };
    edit(moved('F1', features(), [one], shifted(1, 2)));
    edit([changed('F1', null, beacon('mac:1', 3, 3))]);
    const now = states.at(-1)!.get('F1')!;
    edit(
      removed(
        'F1',
        now,
        [...now.values()].filter(({ kind }) => kind === 'fixture'),
      ),
    );
    let document = states.at(-1)!;
    for (const expected of states.slice(0, -1).reverse()) {
      document = applied(document, history.undo(document));
      expect([...document.get('F1')!.values()].length).toBe(expected.get('F1')!.size);
      for (const feature of expected.get('F1')!.values())
        expect(valueAt(document, { level_id: 'F1', ...feature })).toEqual(feature.value);
    }
    expect(history.undoable).toBeNull();
    for (const expected of states.slice(1)) {
      document = applied(document, history.redo(document, 0));
      expect(document.get('F1')!.size).toBe(expected.get('F1')!.size);
    }
    expect(history.redoable).toBeNull();
  });

  it('takes held arrow keys as one step, and a pause as two', () => {
    const history = new History();
    let document = start;
    let at_ms = 0;
    const nudge = (wait_ms: number) => {
      at_ms += wait_ms;
      const level = document.get('F1')!;
      const changes = moved('F1', level, [level.get('fixture/a')!], shifted(0.1, 0));
      history.add({ what: 'nudge', changes }, at_ms, true);
      document = applied(document, changes);
    };
    for (let i = 0; i < 5; i += 1) nudge(50);
    nudge(SAME_STEP_MS + 1);
    document = applied(document, history.undo(document));
    document = applied(document, history.undo(document));
    expect(document.get('F1')!.get('fixture/a')!.value).toEqual(one.value);
    expect(history.undo(document)).toEqual([]);
  });

  it('does not take back what somebody else changed since', () => {
    const history = new History();
    const mine = moved('F1', features(), [one], shifted(1, 0));
    history.add({ what: 'move', changes: mine }, 0);
    let document = applied(start, mine);
    const theirs = { ...one, value: { ...one.value, name: 'Tea' } };
    document = applied(document, [changed('F1', document.get('F1')!.get('fixture/a')!, theirs)]);
    const back = history.undo(document);
    expect(back.map(({ kind }) => kind).sort()).toEqual(['face', 'zone']);
  });

  it('forgets what was undone when something new is done', () => {
    const history = new History();
    const mine = moved('F1', features(), [one], shifted(1, 0));
    history.add({ what: 'move', changes: mine }, 0);
    history.undo(applied(start, mine));
    history.add({ what: 'other', changes: [changed('F1', null, beacon('mac:1', 0, 0))] }, 1);
    expect(history.redoable).toBeNull();
  });
});
