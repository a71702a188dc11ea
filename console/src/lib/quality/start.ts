import type { Texts } from '../i18n/en';
import type { Start } from './view.svelte';

/** For whom an error is predicted: only where there is one door did people come in by it. */
export const startText = (start: Start, doors: number, t: Texts['quality']['start']): string =>
  start === 'known' && doors !== 1 ? t.placed : t[start];
