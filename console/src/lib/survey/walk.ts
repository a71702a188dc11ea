import type { components } from '../api/schema';
import type { Leg, Place } from './ground';

export type Entry = components['schemas']['EntryBody'];

/** A tap that counts; `joins`: a leg leads to it from the one before. */
export interface Tap extends Place {
  sequence: number;
  joins: boolean;
  utc_ms: number;
}

/** What a walk's entries amount to; the service says the same, and also what is wrong with a tap. */
export interface Walked {
  taps: Tap[];
  hasEnded: boolean;
  isPaused: boolean;
  /** The next tap begins anew: nothing leads to it. */
  isBroken: boolean;
}

export function walked(entries: readonly Entry[]): Walked {
  const walk: Walked = { taps: [], hasEnded: false, isPaused: false, isBroken: true };
  for (const entry of entries.toSorted((a, b) => a.sequence - b.sequence)) {
    if (!walk.hasEnded) take(walk, entry);
  }
  return walk;
}

function take(walk: Walked, entry: Entry): void {
  const { taps } = walk;
  switch (entry.kind) {
    case 'tap':
      taps.push({
        sequence: entry.sequence,
        x_m: entry.x_m ?? 0,
        y_m: entry.y_m ?? 0,
        joins: !walk.isBroken,
        utc_ms: entry.utc_ms,
      });
      walk.isBroken = false;
      walk.isPaused = false;
      return;
    case 'move':
      for (const tap of taps) {
        if (tap.sequence === entry.of) Object.assign(tap, { x_m: entry.x_m, y_m: entry.y_m });
      }
      return;
    case 'undo':
      taps.pop();
      walk.isBroken = true;
      return;
    case 'redo': {
      const first = taps.findIndex(({ sequence }) => sequence === entry.of);
      const last = taps.findIndex(({ sequence }) => sequence === entry.to);
      const end = taps[last];
      if (first < 0 || last <= first || !end) return;
      taps.splice(first + 1, last - first, { ...end, joins: false });
      walk.isBroken = true;
      return;
    }
    case 'pause':
      walk.isBroken = true;
      walk.isPaused = true;
      return;
    case 'end':
      walk.hasEnded = true;
  }
}

export function legsOf(taps: readonly Tap[]): Leg[] {
  return taps.flatMap((to, k) => {
    const from = taps[k - 1];
    return to.joins && from ? [{ from, to }] : [];
  });
}

export const length_m = (legs: readonly Leg[]): number =>
  legs.reduce((sum, { from, to }) => sum + Math.hypot(to.x_m - from.x_m, to.y_m - from.y_m), 0);

export const away_m = (a: Place, b: Place): number => Math.hypot(a.x_m - b.x_m, a.y_m - b.y_m);
