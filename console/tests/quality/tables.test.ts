import { describe, expect, it } from 'vitest';
import { en } from '../../src/lib/i18n/en';
import { ja } from '../../src/lib/i18n/ja';
import { leftText, reasonText, stageText } from '../../src/lib/quality/job';
import { nearText } from '../../src/lib/quality/near';
import { squaresOf } from '../../src/lib/quality/squares';

describe('squares of ten metres', () => {
  const predicted = { median_m: 0, q90_m: 0, mean_m: [2, 4, 9] };
  const assessment = {
    map_error_m: 1,
    transmitters: 1,
    changing: 0,
    usual_start: 'known' as const,
    places: { cell_m: 2, x_m: [1, 9, 11], y_m: [1, 1, 12] },
    known: predicted,
    unknown: predicted,
    worst: [],
    shared_ids: [],
    walked: { places: { cell_m: 2, x_m: [1, 3], y_m: [1, 1] }, seconds: [5, 2.5] },
    thin: null,
  };
  const cell = {
    x_m: 10,
    y_m: 10,
    walks: 2,
    waypoints: 3,
    measured_m: 8,
    predicted_m: 9,
    interval_m: null,
  };
  it('hold all that the floor shows, from the top down', () => {
    const found = squaresOf(assessment, 'known', [cell]);
    expect(
      found.map(({ x_m, y_m, predicted_m, walked_s, measured }) => [
        x_m,
        y_m,
        predicted_m,
        walked_s,
        measured?.waypoints ?? null,
      ]),
    ).toEqual([
      [10, 10, 9, null, 3],
      [0, 0, 3, 7.5, null],
    ]);
  });
  it('take in what was walked beside the plan', () => {
    const walked = { places: { cell_m: 2, x_m: [-1, 13], y_m: [1, 31] }, seconds: [5, 2.5] };
    expect(squaresOf({ ...assessment, walked }, 'known', []).map((found) => found.walked_s)).toEqual([
      2.5, 5,
    ]);
  });
  it('are none where nothing is known', () => {
    expect(squaresOf(null, 'unknown', [])).toEqual([]);
  });
});

describe('places in words', () => {
  it('are said in the person’s language, and left as they are when they are said otherwise', () => {
    expect(
      ['in B277', '4 m from Café 1', 'somewhere'].map((near) => nearText(near, ja.quality.near)),
    ).toEqual(['B277内', 'Café 1から4m', 'somewhere']);
    expect(nearText('4 m from Café 1', en.quality.near)).toBe('4 m from Café 1');
  });
});

describe('what a job says', () => {
  it('is in the person’s words', () => {
    expect(stageText('tracking of held-back walks, maps said to be off by 2 m', en.quality.job)).toBe(
      'Following held-back walks',
    );
    expect(stageText('', en.quality.job)).toBe('It begins');
  });
  it('says why a job failed, and what nobody foresaw as the service says it', () => {
    const far = 'level ground: 50 % of all people within 0.5 m is out of reach; 80 beacons give 1.20 m';
    expect(reasonText(far, en.quality.job)).toContain(
      '50 % of all people within 0.5 m is out of reach: 80 beacons give 1.20 m',
    );
    expect(reasonText(far, ja.quality.job)).toContain('ビーコン80台で1.20m');
    expect(reasonText('no survey walk of this level is stored', ja.quality.job)).toContain(
      '保存されていません',
    );
    expect(reasonText('its process ended with status 9; it was logged', en.quality.job)).toBe(
      en.quality.job.reasons.defect,
    );
    expect(reasonText('something new', ja.quality.job)).toBe('something new');
  });
  it('rounds the time left to what can be known', () => {
    expect([null, 1, 42, 119, 300].map((s) => leftText(s, en.quality.job))).toEqual([
      null,
      'about 5 seconds left',
      'about 45 seconds left',
      'about 120 seconds left',
      'about 5 minutes left',
    ]);
  });
});
