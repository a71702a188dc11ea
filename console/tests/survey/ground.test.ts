import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Coverage } from '../../src/lib/survey/coverage';
import { Ground, type GroundView, type Leg } from '../../src/lib/survey/ground';

interface Vectors {
  within_m: number;
  ground: GroundView;
  cases: { legs: [number, number, number, number][]; covered: string }[];
}
/** Made by the service (tests/campaigns/stores/surveys/test_progress.py holds it to them). */
const vectors = JSON.parse(
  readFileSync(new URL('./ground_vectors.json', import.meta.url), 'utf8'),
) as Vectors;

const legOf = ([x0, y0, x1, y1]: [number, number, number, number]): Leg => ({
  from: { x_m: x0, y_m: y0 },
  to: { x_m: x1, y_m: y1 },
});

describe('covered ground', () => {
  it.each(vectors.cases)('is what the service says, case %#', ({ legs, covered }) => {
    const coverage = new Coverage(new Ground(vectors.ground), vectors);
    coverage.share(legs.map(legOf));
    expect(Buffer.from(coverage.cells).toString('base64')).toBe(covered);
  });

  it('is forgotten with its leg', () => {
    const coverage = new Coverage(new Ground(vectors.ground), vectors);
    const legs = (vectors.cases[0]?.legs ?? []).map(legOf);
    const share = coverage.share(legs);
    expect(share).toBeGreaterThan(0);
    expect(coverage.share([])).toBe(0);
    expect(coverage.share(legs)).toBe(share);
  });

  it('is all of a floor without ground', () => {
    const nowhere = { x0_m: 0, y0_m: 0, cell_m: 1, rows: 0, columns: 0, cells: '', covered: '' };
    const coverage = new Coverage(new Ground(nowhere), { ground: nowhere, within_m: 3 });
    expect(coverage.share([legOf([0, 0, 5, 5])])).toBe(1);
  });
});
