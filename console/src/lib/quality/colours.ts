/** Colour scales for values on the floor; both even in lightness, so that they survive grey prints and eyes. */

export type ScaleName = 'viridis' | 'cividis';

/** Ten even steps of each, from low to high: S. van der Walt, N. Smith, 2015 (CC0); J. Nuñez, C. Anderton,
 * R. Renslow, PLoS ONE 13, 2018. */
const STOPS: Record<ScaleName, readonly string[]> = {
  viridis: [
    '440154',
    '482878',
    '3e4989',
    '31688e',
    '26828e',
    '1f9e89',
    '35b779',
    '6ece58',
    'b5de2b',
    'fde725',
  ],
  cividis: [
    '00204d',
    '00306f',
    '2a406c',
    '48526b',
    '5e626e',
    '727374',
    '878479',
    '9e9677',
    'c6b45f',
    'ffea46',
  ],
};

export type Rgb = [number, number, number];

/** The colour of a share, 0 to 1; what lies beyond has the end's. */
export function colourOf(scale: ScaleName, share: number): Rgb {
  const stops = STOPS[scale];
  const place = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const below = Math.min(Math.floor(place), stops.length - 2);
  const [from, to] = [rgb(stops[below] ?? '000000'), rgb(stops[below + 1] ?? '000000')];
  return [0, 1, 2].map((i) =>
    Math.round((from[i] ?? 0) + ((to[i] ?? 0) - (from[i] ?? 0)) * (place - below)),
  ) as Rgb;
}

/** The scale as a picture for a legend. */
export const gradientOf = (scale: ScaleName): string =>
  `linear-gradient(to right, ${STOPS[scale].map((stop) => `#${stop}`).join(', ')})`;

const rgb = (hex: string): Rgb => {
  const value = Number.parseInt(hex, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

/** The span of a scale, and round values within it where contours and ticks are. */
export interface Domain {
  low: number;
  high: number;
  ticks: number[];
}

const STEPS = [1, 2, 2.5, 5, 10];
const MOST_TICKS = 6;

/** A domain from `low` to `high` with up to six round ticks. */
export function domainOf(low: number, high: number): Domain {
  const width = Math.max(high - low, 1e-6);
  const power = 10 ** Math.floor(Math.log10(width / MOST_TICKS));
  const step = STEPS.map((s) => s * power).find((s) => width / s <= MOST_TICKS) ?? 10 * power;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9; k++) ticks.push(k * step || 0); // never minus zero
  return { low, high: Math.max(high, low + 1e-6), ticks };
}

export const shareOf = ({ low, high }: Domain, value: number): number => (value - low) / (high - low);
