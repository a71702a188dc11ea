import type { Live } from './protocol';

/** Longest time a dot takes to reach a pose that has arrived. Updates come once or twice a second. */
const LONGEST_GLIDE_MS = 1_000;
const SHORTEST_GLIDE_MS = 120;
/** Farther than a person walks between two updates: the estimate jumped, and the dot jumps with it. */
const JUMP_M = 6;

/** What is drawn of a shopper: place, heading and the ellipse of its uncertainty. Floor frame, radians, metres. */
export interface Pose {
  x_m: number;
  y_m: number;
  heading_rad: number;
  sd_major_m: number;
  sd_minor_m: number;
  sd_angle_rad: number;
}

/** A glide from the pose last drawn to the pose last received; never beyond it. */
export interface Glide {
  from: Pose;
  to: Pose;
  began_ms: number;
  lasts_ms: number;
}

export function poseOf(live: Live): Pose {
  const { x_m, y_m, heading_rad, sd_major_m, sd_minor_m, sd_angle_rad } = live;
  return { x_m, y_m, heading_rad, sd_major_m, sd_minor_m, sd_angle_rad };
}

/** Turn `from` towards `to` by the share `u` of the shorter way round a circle of `period_rad`. */
export function turn(from_rad: number, to_rad: number, u: number, period_rad = 2 * Math.PI): number {
  const raw = (to_rad - from_rad) % period_rad;
  const half = period_rad / 2;
  const shorter = raw > half ? raw - period_rad : raw < -half ? raw + period_rad : raw;
  return from_rad + u * shorter;
}

const mix = (a: number, b: number, u: number): number => a + (b - a) * u;

export function blend(from: Pose, to: Pose, u: number): Pose {
  return {
    x_m: mix(from.x_m, to.x_m, u),
    y_m: mix(from.y_m, to.y_m, u),
    heading_rad: turn(from.heading_rad, to.heading_rad, u),
    sd_major_m: mix(from.sd_major_m, to.sd_major_m, u),
    sd_minor_m: mix(from.sd_minor_m, to.sd_minor_m, u),
    // An ellipse looks the same after half a turn.
    sd_angle_rad: turn(from.sd_angle_rad, to.sd_angle_rad, u, Math.PI),
  };
}

/** The pose to draw at `now_ms`. */
export function poseAt(glide: Glide, now_ms: number): Pose {
  if (glide.lasts_ms <= 0) return glide.to;
  const u = (now_ms - glide.began_ms) / glide.lasts_ms;
  return u >= 1 ? glide.to : blend(glide.from, glide.to, Math.max(0, u));
}

export const rest = (pose: Pose): Glide => ({ from: pose, to: pose, began_ms: 0, lasts_ms: 0 });

/** Begin to move to a pose that arrived now; `still` (reduced motion) goes there at once. */
export function glideTo(before: Glide | undefined, to: Pose, now_ms: number, still = false): Glide {
  if (before === undefined || still) return { ...rest(to), began_ms: now_ms };
  const from = poseAt(before, now_ms);
  if (Math.hypot(to.x_m - from.x_m, to.y_m - from.y_m) > JUMP_M) return { ...rest(to), began_ms: now_ms };
  const since_ms = now_ms - before.began_ms;
  return {
    from,
    to,
    began_ms: now_ms,
    lasts_ms: Math.min(Math.max(since_ms, SHORTEST_GLIDE_MS), LONGEST_GLIDE_MS),
  };
}
