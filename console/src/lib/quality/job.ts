import type { components } from '../api/schema';
import type { Texts } from '../i18n/en';

export type Job = components['schemas']['JobView'];
export type FitResult = components['schemas']['FitResult'];
export type PlanResult = components['schemas']['PlanResult'];

export const isOver = ({ state }: Job): boolean => state !== 'queued' && state !== 'running';

/** How the service's stages begin, and what they are called here. */
const STAGES: readonly [string, keyof Texts['quality']['job']['stages']][] = [
  ['reading walks', 'reading'],
  ['paths between', 'paths'],
  ['the whole map', 'whole'],
  ['tracking', 'tracking'],
  ['predicted and measured', 'judging'],
  ['predicted error', 'predicting'],
  ['first places', 'first'],
  ['regular grids', 'grids'],
  ['better places', 'exchange'],
  ['how many', 'howMany'],
];

/** What a job does now, in the person's language. */
export function stageText(stage: string, t: Texts['quality']['job']): string {
  const found = STAGES.find(([begin]) => stage.startsWith(begin));
  return found ? t.stages[found[1]] : t.begins;
}

/** What the service says of a job that failed, and what it is called here. */
const REASONS: readonly [
  RegExp,
  (found: readonly string[], t: Texts['quality']['job']['reasons']) => string,
][] = [
  [/no survey walk of this level is stored$/, (_, t) => t.noWalks],
  [/no survey walk with two waypoints and a sighting$/, (_, t) => t.uselessWalks],
  [/has no walkable ground$/, (_, t) => t.noGround],
  [
    /(\S+) % of all people within (\S+) m is out of reach; (\d+) beacons give (\S+) m$/,
    ([share = '', wanted = '', beacons = '', reached = ''], t) =>
      t.outOfReach(share, wanted, beacons, reached),
  ],
  [/^the database could not be read$/, (_, t) => t.database],
  [/^the service failed; it was logged$|; it was logged$/, (_, t) => t.defect],
];

/** Why a job failed, in the person's language; as the service says it where that is not known here. */
export function reasonText(reason: string, t: Texts['quality']['job']): string {
  for (const [pattern, text] of REASONS) {
    const found = pattern.exec(reason);
    if (found) return text(found.slice(1), t.reasons);
  }
  return reason;
}

const MINUTE_S = 60;
const FIVE_S = 5;

/** A rest of time as people say it: seconds by fives below two minutes, then minutes; null when it is not known. */
export function leftText(left_s: number | null, t: Texts['quality']['job']): string | null {
  if (left_s === null) return null;
  if (left_s < 2 * MINUTE_S) return t.left(t.seconds(Math.max(FIVE_S, Math.ceil(left_s / FIVE_S) * FIVE_S)));
  return t.left(t.minutes(Math.round(left_s / MINUTE_S)));
}
