import { describe, expect, it } from 'vitest';
import {
  HELD_SHARE,
  heldRadius_m,
  nearest,
  scaleBar,
  screenEllipse,
  SD_FACTOR,
} from '../src/lib/floor/geometry';

describe('ellipse of uncertainty', () => {
  it('holds the stated share of a round Gaussian', () => {
    // Rayleigh distribution: P(r <= k sd) = 1 - exp(-k^2 / 2)
    expect(1 - Math.exp(-(SD_FACTOR ** 2) / 2)).toBeCloseTo(HELD_SHARE, 12);
  });

  it('turns counter-clockwise angles of the floor into clockwise ones of the screen', () => {
    const { radiusX_px, radiusY_px, rotation_rad } = screenEllipse(3, 1, Math.PI / 6, 20);
    expect(radiusX_px / radiusY_px).toBeCloseTo(3);
    expect(radiusX_px).toBeCloseTo(3 * SD_FACTOR * 20);
    // The end of the major axis lies up and to the right: y grows downwards on the screen.
    expect(radiusX_px * Math.sin(rotation_rad)).toBeLessThan(0);
    expect(radiusX_px * Math.cos(rotation_rad)).toBeGreaterThan(0);
  });

  it('gives one radius between both axes for words', () => {
    expect(heldRadius_m(2, 2)).toBeCloseTo(2 * SD_FACTOR);
    const radius_m = heldRadius_m(3, 1);
    expect(radius_m).toBeGreaterThan(SD_FACTOR);
    expect(radius_m).toBeLessThan(3 * SD_FACTOR);
  });
});

describe('nearest', () => {
  const points: [string, number, number][] = [
    ['a', 0, 0],
    ['b', 10, 0],
  ];
  it('picks the closest within reach', () => {
    expect(nearest(points, 7, 1, 14)).toBe('b');
    expect(nearest(points, 4, 0, 14)).toBe('a');
  });
  it('picks nothing beyond reach', () => {
    expect(nearest(points, 30, 0, 14)).toBeNull();
    expect(nearest([], 0, 0, 14)).toBeNull();
  });
});

describe('scale bar', () => {
  it.each([0.3, 1, 7, 24, 60, 199])('is round and fits at %d px a metre', (px_per_m) => {
    const { length_m, length_px } = scaleBar(px_per_m, 120);
    const leading = length_m / 10 ** Math.floor(Math.log10(length_m) + 1e-9);
    expect([1, 2, 5]).toContain(Math.round(leading));
    expect(length_px).toBeLessThanOrEqual(120);
    expect(length_px).toBeGreaterThan(120 / 2.6);
  });
});
