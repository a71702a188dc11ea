import { changed, type Change } from './draft_document';
import type { Feature } from './feature';

/** Another id for the same thing: a beacon's key, a code's text. */
export const rekeyed = (levelId: string, before: Feature, id: string): Change[] => [
  changed(levelId, before, null),
  changed(levelId, null, { ...before, id } as Feature),
];
