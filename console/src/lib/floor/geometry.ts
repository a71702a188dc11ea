/** Geometry of the floor canvas. Floor frame: metres, y up. Screen: pixels, y down. */

/** Ellipse of a two-dimensional Gaussian that holds two thirds of it: r = sd sqrt(-2 ln(1 - p)), the chi-square
 * quantile with two degrees of freedom. */
export const HELD_SHARE = 2 / 3;
export const SD_FACTOR = Math.sqrt(-2 * Math.log(1 - HELD_SHARE));

export interface ScreenEllipse {
  radiusX_px: number;
  radiusY_px: number;
  /** As canvas counts it: clockwise on the screen. */
  rotation_rad: number;
}

export function screenEllipse(
  sd_major_m: number,
  sd_minor_m: number,
  angle_rad: number,
  px_per_m: number,
): ScreenEllipse {
  return {
    radiusX_px: SD_FACTOR * sd_major_m * px_per_m,
    radiusY_px: SD_FACTOR * sd_minor_m * px_per_m,
    rotation_rad: -angle_rad,
  };
}

/** Standard deviation of the position as one number: the root of the mean of both axes' variances. */
export const positionSd_m = (sd_major_m: number, sd_minor_m: number): number =>
  Math.sqrt((sd_major_m ** 2 + sd_minor_m ** 2) / 2);

/** Radius that holds two thirds, for words: `± 2.1 m`. */
export const heldRadius_m = (sd_major_m: number, sd_minor_m: number): number =>
  SD_FACTOR * positionSd_m(sd_major_m, sd_minor_m);

/** The id of the point nearest to (x, y) within `reach`, or null. */
export function nearest<K>(
  points: Iterable<[K, number, number]>,
  x: number,
  y: number,
  reach: number,
): K | null {
  let best: K | null = null;
  let bestDistance = reach;
  for (const [id, px, py] of points) {
    const distance = Math.hypot(px - x, py - y);
    if (distance <= bestDistance) {
      best = id;
      bestDistance = distance;
    }
  }
  return best;
}

/** A round length (1, 2 or 5 times a power of ten) whose bar is at most `longest_px` long. */
export function scaleBar(px_per_m: number, longest_px: number): { length_m: number; length_px: number } {
  const limit_m = longest_px / px_per_m;
  const power = 10 ** Math.floor(Math.log10(limit_m));
  const length_m = [5, 2, 1].map((step) => step * power).find((length) => length <= limit_m) ?? power;
  return { length_m, length_px: length_m * px_per_m };
}
