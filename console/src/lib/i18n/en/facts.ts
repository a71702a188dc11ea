import type { components } from '../../api/schema';

/** What a problem is, beside its sentence. */
export type Code = NonNullable<components['schemas']['Problem']['code']>;
/** The numbers and names that a problem tells beside its sentence. */
export type Facts = Record<string, string | number>;
export type Text = (facts: Facts) => string;

export const s = (facts: Facts, name: string): string => String(facts[name] ?? '?');
export const n = (facts: Facts, name: string): string => Number(facts[name]).toLocaleString('en');
