import type { components } from '../api/schema';
import type { Texts } from '../i18n/en';

export type Beacon = components['schemas']['BeaconHealthView'];
export type Trouble = components['schemas']['TroubleView'];
export type Tone = 'bad' | 'warn' | 'good' | 'quiet';

const SOON = new Set<Trouble['kind']>(['battery_low', 'telemetry_stuck', 'louder', 'quieter', 'restarts']);

/** How a beacon stands out: a hand is needed now, soon, not at all, or nobody knows. */
export function toneOf(beacon: Beacon): Tone {
  const first = beacon.troubles[0];
  if (first) return SOON.has(first.kind) ? 'warn' : 'bad';
  return beacon.last_heard_at === null || beacon.standing !== 'watched' ? 'quiet' : 'good';
}

/** A length of time in its largest fitting unit. */
export function lasted(from: string, to: string, texts: Texts['health']): string {
  const minutes = Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60_000));
  if (minutes < 120) return texts.minutes(minutes);
  if (minutes < 48 * 60) return texts.hours(Math.floor(minutes / 60));
  return texts.days(Math.floor(minutes / 1440));
}

/** When it was last heard, in words. */
export function lastHeard(beacon: Beacon, at: string, texts: Texts['health']): string {
  if (beacon.last_heard_at === null) return texts.never;
  const isNow = Date.parse(at) - Date.parse(beacon.last_heard_at) < 60_000;
  return isNow ? texts.now : texts.ago(lasted(beacon.last_heard_at, at, texts));
}

/** What is wrong and what to do, in words for whoever goes there. */
export function tell(beacon: Beacon, trouble: Trouble, at: string, texts: Texts['health']): string {
  const { near } = beacon;
  const db = String(Math.round(Math.abs(trouble.level_db ?? 0)));
  const where =
    trouble.x_m === null || trouble.y_m === null
      ? texts.whereUnknown
      : texts.where(trouble.x_m.toFixed(0), trouble.y_m.toFixed(0));
  switch (trouble.kind) {
    case 'silent': {
      const visits = trouble.visits ?? beacon.missed;
      if (beacon.last_heard_at === null) return texts.tell.silentNever(near, visits);
      return texts.tell.silent(near, lasted(beacon.last_heard_at, at, texts), visits);
    }
    case 'moved':
    case 'cloned':
      return texts.tell[trouble.kind](near, where);
    case 'quieter':
    case 'louder':
      return texts.tell[trouble.kind](near, db);
    case 'restarts':
      return texts.tell.restarts(near, trouble.count ?? 0);
    default:
      return texts.tell[trouble.kind](near);
  }
}

/** One or two words for a table and the map. */
export function stateOf(beacon: Beacon, texts: Texts['health']): string {
  const first = beacon.troubles[0];
  if (first) return texts.states[first.kind];
  if (beacon.last_heard_at === null) return texts.states.unheard;
  return beacon.standing === 'watched' ? texts.states.well : texts.states[beacon.standing];
}

export function batteryOf(beacon: Beacon, texts: Texts['health']): string {
  const { battery } = beacon;
  if (battery === null) return texts.leftUnknown;
  if (battery.high_days === null) return texts.leftAtLeast(battery.low_days);
  return texts.left(battery.low_days, battery.high_days);
}

/** The end of an id, which differs from beacon to beacon: `1/2` of an iBeacon, the last two bytes of an address. */
export const shortId = (key: string): string => {
  const parts = (key.split(':').slice(1).join(':') || key).split('/');
  return parts.length > 1 ? parts.slice(-2).join('/') : (parts[0] ?? key).slice(-5);
};

/** Where it hangs, in words, and which of those that hang there it is. */
export function nameOf(beacon: Beacon, texts: Texts['health']): string {
  const area = beacon.area === beacon.near ? '' : beacon.area;
  const where = beacon.near === '' ? texts.unnamed : texts.near(beacon.near, area);
  return texts.told(where, shortId(beacon.beacon));
}

const FOR_BATTERY = new Set<Trouble['kind']>(['silent', 'battery_empty', 'restarts', 'battery_low']);

/** What goes on the swap list of the next weeks, by level and place: what is wrong now, and what is known to end. */
export function toSwap(beacons: readonly Beacon[], weeks: number): Beacon[] {
  const wanted = beacons.filter(
    ({ troubles, battery }) =>
      troubles.some(({ kind }) => FOR_BATTERY.has(kind)) ||
      (battery !== null && battery.high_days !== null && battery.low_days <= 7 * weeks),
  );
  return wanted.toSorted(
    (a, b) => a.level_id.localeCompare(b.level_id) || a.near.localeCompare(b.near) || a.x_m - b.x_m,
  );
}

/** Of how many nobody knows when their battery ends. */
export const unknownBatteries = (beacons: readonly Beacon[]): number =>
  beacons.filter(({ battery }) => battery === null || battery.high_days === null).length;

/** Since when a beacon is on, by what it told last. */
export const onSince = (reading: NonNullable<Beacon['reading']>): Date =>
  new Date(Date.parse(reading.at) - reading.uptime_s * 1000);
