import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../src/app.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name, light, dark]) => [name, { light, dark }] as const,
  ),
);

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const of = (name: string, theme: 'light' | 'dark'): string => {
  const found = tokens.get(name)?.[theme];
  if (!found) throw new Error(`no colour --${name}`);
  return found;
};

const GROUNDS = ['paper', 'sunk', 'hover', 'accent-soft'];
const TEXTS: [string, string[]][] = [
  ...['ink', 'ink-2', 'accent', 'bad', 'warn', 'good'].map((text): [string, string[]] => [text, GROUNDS]),
  ['bad', ['bad-soft']],
  ['warn', ['warn-soft']],
  ['accent-ink', ['accent']],
  ['plan-label', ['plan-floor', 'plan-outside']],
];
const EDGES: [string, string[]][] = [['line-strong', ['paper', 'sunk']]];

describe.each(['light', 'dark'] as const)('colours, %s', (theme) => {
  const pairs = (of: [string, string[]][]) =>
    of.flatMap(([front, grounds]) => grounds.map((ground) => [front, ground] as const));

  it.each(pairs(TEXTS))('%s can be read on %s', (text, ground) => {
    expect(contrast(of(text, theme), of(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(pairs(EDGES))('%s is seen on %s', (edge, ground) => {
    expect(contrast(of(edge, theme), of(ground, theme))).toBeGreaterThanOrEqual(3);
  });
});
