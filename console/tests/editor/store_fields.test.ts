import { describe, expect, it } from 'vitest';
import type { Values } from '../../src/lib/editor/feature';
import { isContested, joined } from '../../src/lib/editor/store_fields';
import { changedLines } from '../../src/lib/editor/difference';
import { en } from '../../src/lib/i18n/en';
import { ja } from '../../src/lib/i18n/ja';

const store = (name: string, rules: Record<string, number> = {}): Values['store'] => ({
  name,
  time_zone: 'Asia/Tokyo',
  rules: { stop_s: 3, engage_s: 5, ...rules },
});

describe("the store's own fields", () => {
  it('are not contested when two people change different rules', () => {
    const [mine, theirs] = [store('Shop', { stop_s: 4 }), store('Corner shop', { engage_s: 9 })];
    expect(isContested(store('Shop'), mine, theirs)).toBe(false);
    const both = store('Corner shop', { stop_s: 4, engage_s: 9 });
    expect(joined(store('Shop'), mine, theirs, 'mine')).toEqual(both);
    expect(joined(store('Shop'), mine, theirs, 'theirs')).toEqual(both);
  });

  it('are chosen one by one where both changed the same', () => {
    const [mine, theirs] = [store('Shop', { stop_s: 4, engage_s: 9 }), store('Shop', { stop_s: 7 })];
    expect(isContested(store('Shop'), mine, theirs)).toBe(true);
    expect(joined(store('Shop'), mine, theirs, 'mine')).toEqual(store('Shop', { stop_s: 4, engage_s: 9 }));
    expect(joined(store('Shop'), mine, theirs, 'theirs')).toEqual(store('Shop', { stop_s: 7, engage_s: 9 }));
  });

  it('are told as people read them', () => {
    const change = {
      kind: 'store' as const,
      id: 'shop',
      before: store('Shop'),
      after: store('Shop', { stop_s: 4 }),
    };
    expect(changedLines(change, en.editor, 'en')).toEqual([
      { field: 'A stop lasts at least (s)', before: '3', after: '4' },
    ]);
    expect(changedLines(change, ja.editor, 'ja')[0]?.field).toBe('立ち止まりとみなす時間（秒）');
    const half = { ...change, after: store('Shop', { facing_half_angle_rad: Math.PI / 4 }) };
    expect(changedLines(half, en.editor, 'en')[0]?.after).toBe('45.0°');
  });
});
