import { describe, expect, it } from 'vitest';
import {
  batteryOf,
  lasted,
  lastHeard,
  nameOf,
  shortId,
  stateOf,
  tell,
  toneOf,
  toSwap,
  type Beacon,
  type Trouble,
} from '../src/lib/beacons/tell';
import { en } from '../src/lib/i18n/en';
import { ja } from '../src/lib/i18n/ja';

const NOW = '2026-03-04T12:00:00Z';

const trouble = (kind: Trouble['kind'], more: Partial<Trouble> = {}): Trouble => ({
  kind,
  since: null,
  visits: null,
  x_m: null,
  y_m: null,
  level_db: null,
  count: null,
  ...more,
});

const beacon = (more: Partial<Beacon> = {}): Beacon => ({
  beacon: 'ibeacon:a/1/1',
  level_id: 'ground',
  x_m: 1,
  y_m: 2,
  near: 'shelf 4',
  area: 'Tea',
  standing: 'watched',
  troubles: [],
  last_heard_at: '2026-03-01T12:00:00Z',
  visits: 50,
  heard: 45,
  missed: 12,
  reading: null,
  battery: null,
  last_mark: null,
  ...more,
});

describe('what is said of a beacon', () => {
  it('tells a shop assistant what to do where', () => {
    const silent = trouble('silent', { visits: 12 });
    const said = tell(beacon({ troubles: [silent] }), silent, NOW, en.health);
    expect(said).toBe(
      'Not heard for 3 days, while 12 visits passed: look whether it hangs at shelf 4, and change its battery.',
    );
    expect(tell(beacon(), silent, NOW, ja.health)).toContain('「shelf 4」付近');
    expect(tell(beacon({ last_heard_at: null }), silent, NOW, en.health)).toContain(
      'Never heard, in 12 visits',
    );
    const moved = trouble('moved', { x_m: 7.4, y_m: 19.6 });
    expect(tell(beacon(), moved, NOW, en.health)).toContain('about 7 m, 20 m');
    expect(tell(beacon(), trouble('quieter', { level_db: -8 }), NOW, en.health)).toContain('about 8 dB');
  });

  it('tells two beacons at one shelf apart, by the area and the end of the id', () => {
    const one = beacon({ near: 'Shelf 1', area: 'Tea', beacon: 'ibeacon:6b1c6f1e-52a4/1/2' });
    const other = beacon({ near: 'Shelf 1', area: 'Coffee', beacon: 'mac:aa:00:00:00:00:1f' });
    expect(nameOf(one, en.health)).toBe('Near Shelf 1, Tea · 1/2');
    expect(nameOf(other, ja.health)).toBe('Coffee「Shelf 1」付近（00:1f）');
    expect(nameOf(beacon({ near: 'Tea', area: 'Tea' }), en.health)).toBe('Near Tea · 1/1');
    expect(shortId('odd')).toBe('odd');
  });

  it('counts in words that fit the number', () => {
    const heard = (s: number) =>
      lastHeard(
        beacon({ last_heard_at: new Date(Date.parse(NOW) - 1000 * s).toISOString() }),
        NOW,
        en.health,
      );
    expect([20, 60, 7200, 180_000].map(heard)).toEqual([
      'just now',
      '1 minute ago',
      '2 hours ago',
      '2 days ago',
    ]);
    expect(lastHeard(beacon({ last_heard_at: null }), NOW, en.health)).toBe('never');
    const battery = { low_days: 1, median_days: null, high_days: null };
    expect(batteryOf(beacon({ battery }), en.health)).toBe('at least 1 day left');
  });

  it('has words for everything that can be wrong, in both languages', () => {
    for (const kind of Object.keys(en.health.tell).filter((each) => each !== 'silentNever')) {
      const one = trouble(kind as Trouble['kind'], { count: 3, visits: 4, level_db: 5 });
      for (const texts of [en.health, ja.health]) {
        expect(tell(beacon(), one, NOW, texts)).toContain('shelf 4');
        expect(stateOf(beacon({ troubles: [one] }), texts)).not.toBe('');
      }
    }
  });

  it('does not take what nobody knows for well', () => {
    expect(toneOf(beacon())).toBe('good');
    expect(toneOf(beacon({ last_heard_at: null }))).toBe('quiet');
    expect(toneOf(beacon({ standing: 'vague' }))).toBe('quiet');
    expect(toneOf(beacon({ troubles: [trouble('battery_low'), trouble('silent')] }))).toBe('warn');
    expect(toneOf(beacon({ troubles: [trouble('silent')] }))).toBe('bad');
    expect(batteryOf(beacon(), en.health)).toBe('not known');
    expect(
      batteryOf(beacon({ battery: { low_days: 30, median_days: null, high_days: null } }), en.health),
    ).toBe('at least 30 days left');
  });

  it('counts time in its largest fitting unit, and never backwards', () => {
    expect(lasted('2026-03-04T11:30:00Z', NOW, en.health)).toBe('30 minutes');
    expect(lasted('2026-03-03T11:30:00Z', NOW, en.health)).toBe('24 hours');
    expect(lasted('2026-03-05T11:30:00Z', NOW, en.health)).toBe('0 minutes');
  });
});

describe('the swap list', () => {
  const known = (low: number, key: string, near: string) =>
    beacon({ beacon: key, near, battery: { low_days: low, median_days: 2 * low, high_days: 3 * low } });

  it('holds what is wrong now and what is known to end, by place', () => {
    const beacons = [
      known(20, 'b', 'shelf 9'),
      known(100, 'c', 'shelf 1'),
      beacon({ beacon: 'd', near: 'shelf 2', troubles: [trouble('silent')] }),
      beacon({ beacon: 'e', battery: { low_days: 1, median_days: null, high_days: null } }),
      beacon({ beacon: 'f', troubles: [trouble('moved')] }),
    ];
    expect(toSwap(beacons, 0).map((each) => each.beacon)).toEqual(['d']);
    expect(toSwap(beacons, 4).map((each) => each.beacon)).toEqual(['d', 'b']);
    expect(toSwap(beacons, 20).map((each) => each.beacon)).toEqual(['c', 'd', 'b']);
  });
});
