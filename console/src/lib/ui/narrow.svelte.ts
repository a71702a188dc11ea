import { MediaQuery } from 'svelte/reactivity';

/** A phone, or a window as narrow as one: panels become a sheet. The style sheets use the same width. */
export const narrow = new MediaQuery('max-width: 720px');
