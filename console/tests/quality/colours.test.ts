import { describe, expect, it } from 'vitest';
import { colourOf, domainOf, shareOf } from '../../src/lib/quality/colours';

const luminance = ([r, g, b]: readonly number[]) =>
  0.2126 * ((r ?? 0) / 255) ** 2.2 + 0.7152 * ((g ?? 0) / 255) ** 2.2 + 0.0722 * ((b ?? 0) / 255) ** 2.2;

describe('colour scales', () => {
  it.each(['viridis', 'cividis'] as const)('%s grows lighter all the way', (scale) => {
    const light = Array.from({ length: 21 }, (_, i) => luminance(colourOf(scale, i / 20)));
    expect(light).toEqual(light.toSorted((a, b) => a - b));
  });
  it('ends have their colours, and so has what lies beyond', () => {
    expect(colourOf('viridis', -1)).toEqual([0x44, 0x01, 0x54]);
    expect(colourOf('viridis', 2)).toEqual([0xfd, 0xe7, 0x25]);
  });
});

describe('a domain', () => {
  it.each([
    [2.31, 7.9, [3, 4, 5, 6, 7]],
    [0, 100, [0, 20, 40, 60, 80, 100]],
    [10.2, 10.9, [10.2, 10.4, 10.6, 10.8]],
  ])('from %s to %s has round ticks', (low, high, ticks) => {
    expect(domainOf(low, high).ticks.map((tick) => Number(tick.toFixed(6)))).toEqual(ticks);
  });
  it('begins at zero, not below', () => {
    expect(Object.is(domainOf(0, 9).ticks[0], 0)).toBe(true);
  });
  it('of one value is no division by zero', () => {
    expect(Number.isFinite(shareOf(domainOf(3, 3), 3))).toBe(true);
  });
});
