import type { Texts } from './en';

/** Clock time of a moment in the store's time zone: 09:41:07. */
export function clockTime(moment: Date | string, language: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(moment));
}

/** How long ago, in the largest fitting unit; below two seconds it is now. */
export function ago(age_s: number, texts: Texts['ago']): string {
  if (age_s < 2) return texts.now;
  if (age_s < 60) return texts.seconds(Math.floor(age_s));
  if (age_s < 3600) return texts.minutes(Math.floor(age_s / 60));
  return texts.hours(Math.floor(age_s / 3600));
}

/** Metres with one decimal below ten, none above. */
export function metres(value_m: number, language: string): string {
  const digits = value_m < 9.95 ? 1 : 0;
  return decimals(value_m, digits, language);
}

/** A count. */
export const whole = (value: number, language: string): string => Math.round(value).toLocaleString(language);

/** A number with so many decimals. */
export const decimals = (value: number, digits: number, language: string): string =>
  value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A share in per cent, without its sign. */
export const percent = (share: number, language: string, digits = 0): string =>
  (100 * share).toLocaleString(language, { maximumFractionDigits: digits });

/** A place of the floor: (12.3, 4.0) m. */
export const place_m = (x_m: number, y_m: number, language: string, digits = 1): string =>
  `(${decimals(x_m, digits, language)}, ${decimals(y_m, digits, language)}) m`;

/** Day and time of a moment in the store's time zone. */
export const dayAndTime = (
  moment: Date | string,
  language: string,
  timeZone: string,
  dateStyle: 'medium' | 'long' = 'medium',
): string =>
  new Intl.DateTimeFormat(language, { dateStyle, timeStyle: 'short', timeZone }).format(new Date(moment));

/** Metres to the centimetre: coordinates and lengths that are drawn and typed. */
export const exactMetres = (value_m: number, language: string): string =>
  value_m.toLocaleString(language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    useGrouping: false,
  });
