import { describe, expect, it } from 'vitest';
import { en } from '../src/lib/i18n/en';
import { ago, clockTime, metres } from '../src/lib/i18n/formats';
import { ja } from '../src/lib/i18n/ja';

type Tree = { [key: string]: unknown };

function leaves(tree: Tree, path = ''): [string, unknown][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? leaves(value as Tree, `${path}${key}.`)
      : [[path + key, value] as [string, unknown]],
  );
}

/** The same in both languages by intent: names and signs. */
const SHARED = new Set(['product', 'live.shoppers.metres']);

/** No text takes more. */
const SAID = ['QX7', 'ZW9', 'VB3', 'KP5'];

describe('dictionaries', () => {
  const english = leaves(en);
  const japanese = new Map(leaves(ja));

  it('have the same keys', () => {
    expect([...japanese.keys()].sort()).toEqual(english.map(([key]) => key).sort());
  });

  it.each(english)('%s is written in Japanese, with every parameter', (key, text) => {
    const other = japanese.get(key);
    const say = (value: unknown): string =>
      typeof value === 'function' ? (value as (...args: unknown[]) => string)(...SAID) : String(value);
    expect(say(other).trim()).not.toBe('');
    if (!SHARED.has(key)) expect(say(other)).not.toBe(say(text));
    for (const value of SAID) {
      if (say(text).includes(value)) expect(say(other)).toContain(value);
    }
  });
});

describe('formats', () => {
  it('shows the time of the store, not of the browser', () => {
    expect(clockTime('2026-03-01T23:30:05Z', 'en', 'Asia/Tokyo')).toBe('08:30:05');
    expect(clockTime('2026-07-01T10:00:00Z', 'ja', 'Europe/Berlin')).toBe('12:00:00');
  });
  it('names ages in the largest unit that fits', () => {
    expect([0.4, 7.9, 59.9, 61, 3600].map((s) => ago(s, en.ago))).toEqual([
      'now',
      '7 s ago',
      '59 s ago',
      '1 min ago',
      '1 h ago',
    ]);
    expect(ago(7, ja.ago)).toBe('7 秒前');
  });
  it('keeps two significant digits of metres', () => {
    expect([0.44, 2.06, 9.94, 9.96, 31.7].map((m) => metres(m, 'en'))).toEqual([
      '0.4',
      '2.1',
      '9.9',
      '10',
      '32',
    ]);
  });
  it('counts in words', () => {
    expect(en.stores.onFloor(1)).toBe('1 shopper on the floor');
    expect(en.stores.onFloor(1200)).toBe('1,200 shoppers on the floor');
  });
});
