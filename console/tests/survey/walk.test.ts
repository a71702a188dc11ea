import { describe, expect, it } from 'vitest';
import { PageClock } from '../../src/lib/survey/clock';
import { attitude, pieces, specificForce, turnRate } from '../../src/lib/survey/motion';
import { afterRedo, afterUndo, remaining, type Checkpoint } from '../../src/lib/survey/route';
import { legsOf, length_m, walked, type Entry } from '../../src/lib/survey/walk';

const tap = (sequence: number, x_m: number): Entry => ({
  sequence,
  kind: 'tap',
  clock: 'page-load-1',
  t_ms: 8_000 * sequence,
  utc_ms: 1e12 + 8_000 * sequence,
  x_m,
  y_m: 1,
});
const told = (sequence: number, kind: Entry['kind'], more: Partial<Entry> = {}): Entry => ({
  sequence,
  kind,
  clock: 'page-load-1',
  t_ms: 8_000 * sequence,
  utc_ms: 1e12 + 8_000 * sequence,
  ...more,
});
const STRAIGHT = [1, 2, 3, 4, 5, 6].map((k) => tap(k, 8 * k));
const joined = (entries: Entry[]) =>
  legsOf(walked(entries).taps).map(({ from, to }) => [from.x_m / 8, to.x_m / 8]);

describe('a walk', () => {
  it('is its taps, in whatever order they are kept', () => {
    const legs = legsOf(walked(STRAIGHT.toReversed()).taps);
    expect(legs).toHaveLength(5);
    expect(length_m(legs)).toBe(40);
  });

  // The same cases as tests/campaigns/stores/surveys/test_domain.py: page and service count alike.
  it('loses the last leg when it is undone, and begins anew', () => {
    expect(joined([...STRAIGHT, told(7, 'undo'), tap(8, 72), tap(9, 80)])).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [9, 10],
    ]);
  });

  it('loses the legs of a piece that is walked again', () => {
    expect(joined([...STRAIGHT, told(7, 'redo', { of: 2, to: 5 })])).toEqual([
      [1, 2],
      [5, 6],
    ]);
  });

  it('has no leg over a pause, and none after the end', () => {
    expect(joined([tap(1, 8), told(2, 'pause'), tap(3, 24), tap(4, 32), told(5, 'end'), tap(6, 40)])).toEqual(
      [[3, 4]],
    );
  });

  it('has taps that are corrected', () => {
    expect(walked([tap(1, 8), told(2, 'move', { of: 1, x_m: 9, y_m: 2 })]).taps[0]).toMatchObject({
      x_m: 9,
      y_m: 2,
    });
  });
});

describe('the way ahead', () => {
  const plan: Checkpoint[] = [0, 8, 16, 24].map((x_m) => ({ x_m, y_m: 1, kind: 'open', near: '' }));

  it('goes on from the last tap; what was left out comes at the end', () => {
    const { taps } = walked([tap(1, 0), tap(2, 16)]);
    expect(remaining(plan, taps).map(({ x_m }) => x_m)).toEqual([24, 8]);
    expect(remaining(plan, [])).toEqual(plan);
    expect(remaining([], taps)).toEqual([]);
  });

  it('goes back to the tap before a leg that was undone, and over a piece again', () => {
    const { taps } = walked(STRAIGHT);
    expect(afterUndo(taps, plan).map(({ x_m }) => x_m)).toEqual([40, 48, 0, 8, 16, 24]);
    expect(afterRedo(taps, 2, 4, []).map(({ x_m }) => x_m)).toEqual([16, 24, 32]);
  });
});

describe('the page’s clock', () => {
  it('is another one once the device’s UTC was set', () => {
    let now_ms = 0;
    let utc_ms = 5_000;
    let made = 0;
    const clock = new PageClock(
      () => now_ms,
      () => utc_ms,
      () => `clock-${(made += 1)}`,
    );
    now_ms = 1_000;
    utc_ms = 6_100;
    expect(clock.now()).toEqual({ clock: 'clock-1', t_ms: 1_000, utc_ms: 6_100 });
    utc_ms = 3_606_100;
    expect(clock.now().clock).toBe('clock-2');
    expect(clock.now().clock).toBe('clock-2');
  });

  it('keeps the shortest round trips, and none over a step', async () => {
    let now_ms = 0;
    let ahead_ms = 0;
    const clock = new PageClock(
      () => now_ms,
      () => now_ms + ahead_ms,
    );
    for (const trip_ms of [90, 20, 60]) {
      await clock.read(() => {
        now_ms += trip_ms;
        return Promise.resolve(now_ms + 1e12);
      });
    }
    expect(clock.readings.map(({ sent_ms, received_ms }) => received_ms - sent_ms)).toEqual([20, 60, 90]);
    await clock.read(() => {
      ahead_ms += 5_000;
      return Promise.resolve(1e12);
    });
    expect(clock.readings).toEqual([]);
  });
});

describe('motion', () => {
  it('at rest points up on every phone', () => {
    expect(specificForce({ x: 0, y: 0, z: 9.8 }, null, false)).toEqual([0, 0, 9.8]);
    const [x, y, z] = specificForce({ x: 0, y: 0, z: -9.8 }, { x: 0, y: 0, z: 0 }, true) ?? [];
    expect([Math.abs(x ?? 1), Math.abs(y ?? 1), z]).toEqual([0, 0, 9.8]);
    expect(specificForce({ x: null, y: 0, z: 1 }, null, false)).toBeNull();
  });

  it('goes in pieces that the service takes', () => {
    const rows = Float64Array.from({ length: 45_000 }, (_, k) => k);
    expect(pieces(rows).map((piece) => piece.length)).toEqual([20_000, 20_000, 5_000]);
    expect(pieces(rows).flatMap((piece) => [...piece])).toEqual([...rows]);
    expect(pieces(new Float64Array())).toEqual([]);
  });

  it('turns about x, y, z in radians', () => {
    expect(turnRate({ alpha: 180, beta: 0, gamma: null })).toEqual([Math.PI, 0, Number.NaN]);
    expect(turnRate(null)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('knows the pose of a phone that lies flat, turned to the west, and stands', () => {
    expect(attitude(0, 0, 0)).toEqual([0, 0, 0]);
    const west = attitude(90, 0, 0);
    expect(west[2]).toBeCloseTo(Math.SQRT1_2);
    const standing = attitude(0, 90, 0);
    expect(standing[0]).toBeCloseTo(Math.SQRT1_2);
    for (const part of [west[0], west[1], standing[1], standing[2]]) expect(part).toBeCloseTo(0);
  });
});
