import { describe, expect, it } from 'vitest';
import { ServiceClock } from '../src/lib/live/staleness';

describe('ServiceClock', () => {
  it('counts age on the service, not on the clock of this machine', () => {
    const clock = new ServiceClock();
    clock.heard('2026-03-01T10:00:10Z', 5_000);
    expect(clock.age_s('2026-03-01T10:00:08Z', 5_000)).toBe(2);
    expect(clock.age_s('2026-03-01T10:00:08Z', 9_000)).toBe(6);
  });

  it('grows older without news', () => {
    const clock = new ServiceClock();
    clock.heard('2026-03-01T10:00:00Z', 0);
    expect(clock.age_s('2026-03-01T10:00:00Z', 60_000)).toBe(60);
    expect(clock.lastNews?.toISOString()).toBe('2026-03-01T10:00:00.000Z');
  });

  it('ignores times that run back and times that are none', () => {
    const clock = new ServiceClock();
    clock.heard('2026-03-01T10:00:10Z', 0);
    clock.heard('2026-03-01T10:00:05Z', 1_000);
    clock.heard('soon', 1_000);
    expect(clock.age_s('2026-03-01T10:00:10Z', 2_000)).toBe(2);
  });

  it('says nothing before the first news, and never less than zero', () => {
    const clock = new ServiceClock();
    expect(clock.lastNews).toBeNull();
    expect(clock.age_s('2026-03-01T10:00:00Z', 0)).toBe(0);
    clock.heard('2026-03-01T10:00:00Z', 0);
    expect(clock.age_s('2026-03-01T10:00:30Z', 0)).toBe(0);
  });
});
