import { describe, expect, it } from 'vitest';
import { contour, quantile, rasterOf, valueAt } from '../../src/lib/quality/raster';

const places = (columns: number, rows: number, cell_m = 2) => {
  const x_m: number[] = [];
  const y_m: number[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      x_m.push(10 + column * cell_m);
      y_m.push(20 + row * cell_m);
    }
  return { cell_m, x_m, y_m };
};

describe('a raster', () => {
  it('puts columns of places on their grid, whatever their order', () => {
    const raster = rasterOf({ cell_m: 2, x_m: [14, 10, 12], y_m: [22, 20, 20] }, [3, 1, 2]);
    expect([raster.columns, raster.rows, raster.x0_m, raster.y0_m]).toEqual([3, 2, 9, 19]);
    expect(valueAt(raster, 13.9, 22.9)).toBe(3);
    expect(valueAt(raster, 9.1, 19.1)).toBe(1);
    expect(valueAt(raster, 10, 22)).toBeNull();
    expect(valueAt(raster, 8.9, 20)).toBeNull();
    expect(valueAt(raster, 15.1, 22)).toBeNull();
  });
  it('of no places is empty', () => {
    const raster = rasterOf({ cell_m: 2, x_m: [], y_m: [] }, []);
    expect(valueAt(raster, 0, 0)).toBeNull();
    expect(contour(raster, 1)).toEqual([]);
    expect(quantile(raster, 0.9)).toBe(0);
  });
  it('tells what a share of its squares stays below', () => {
    const values = Array.from({ length: 20 }, (_, i) => i);
    expect(quantile(rasterOf(places(5, 4), values), 0.5)).toBe(10);
    expect(quantile(rasterOf(places(5, 4), values), 1)).toBe(19);
  });
});

describe('contours', () => {
  it('of a slope are straight, where the value is', () => {
    const slope = rasterOf(
      places(6, 4),
      places(6, 4).x_m.map((x_m) => x_m),
    );
    const [line, ...others] = contour(slope, 13);
    expect(others).toEqual([]);
    expect(line?.map(([x]) => x)).toEqual([13, 13, 13, 13]);
    const y = line?.map(([, y_m]) => y_m).sort((a, b) => a - b);
    expect(y).toEqual([20, 22, 24, 26]);
  });
  it('of a hill are rings', () => {
    const hill = places(9, 9);
    const values = hill.x_m.map((x_m, i) => -Math.hypot(x_m - 18, (hill.y_m[i] ?? 0) - 28));
    const [ring, ...others] = contour(rasterOf(hill, values), -5);
    expect(others).toEqual([]);
    expect(ring?.[0]).toEqual(ring?.at(-1));
    for (const [x, y] of ring ?? []) expect(Math.abs(Math.hypot(x - 18, y - 28) - 5)).toBeLessThan(0.4);
  });
  it('end where nothing is known', () => {
    const floor = places(6, 4);
    const values = floor.x_m.map((x_m, i) => ((floor.y_m[i] ?? 0) === 22 ? Number.NaN : x_m));
    expect(contour(rasterOf(floor, values), 13)).toEqual([
      [
        [13, 24],
        [13, 26],
      ],
    ]);
  });
});
