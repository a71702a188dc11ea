import type { components } from '../api/schema';
import { away_m, type Tap } from './walk';
import type { Place } from './ground';

export type Checkpoint = components['schemas']['CheckpointView'];

/** Nearer than this a tap was meant for the checkpoint. */
export const MEANT_M = 1.5;

/** The checkpoints that were not tapped, from the last one that was on; those left out before come at the end. */
export function remaining(plan: readonly Checkpoint[], taps: readonly Tap[]): Checkpoint[] {
  let last = -1;
  const done = plan.map((each, k) => {
    const isDone = taps.some((tap) => away_m(tap, each) <= MEANT_M);
    const end = taps.at(-1);
    if (isDone && end && away_m(end, each) <= MEANT_M) last = k;
    return isDone;
  });
  const order = [...plan.keys()].map((k) => (k + last + 1) % Math.max(1, plan.length));
  return order.filter((k) => !done[k]).map((k) => plan[k] as Checkpoint);
}

/** Where to go after the last leg was taken back: to the tap before it, then to its end again. */
export function afterUndo(taps: readonly Tap[], rest: readonly Checkpoint[]): Checkpoint[] {
  return [...taps.slice(-2).map(named), ...rest];
}

/** Where to go to walk the legs between two taps again. */
export function afterRedo(
  taps: readonly Tap[],
  of: number,
  to: number,
  rest: readonly Checkpoint[],
): Checkpoint[] {
  return [...taps.filter(({ sequence }) => sequence >= of && sequence <= to).map(named), ...rest];
}

const named = ({ x_m, y_m }: Place): Checkpoint => ({ x_m, y_m, kind: 'open', near: '' });
