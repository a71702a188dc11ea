import type { Facts } from '../en/facts';

export const s = (facts: Facts, name: string): string => String(facts[name] ?? '？');
export const n = (facts: Facts, name: string): string => Number(facts[name]).toLocaleString('ja');
