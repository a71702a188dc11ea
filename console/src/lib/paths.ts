import { writeCamera } from './floor/view_url';

/** Values of a pattern's `:names` when the path fits it, else null. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.replace(/(.)\/$/, '$1').split('/');
  if (wanted.length !== given.length) return null;
  const values: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? '';
    if (part.startsWith(':')) {
      if (value === '') return null;
      try {
        values[part.slice(1)] = decodeURIComponent(value);
      } catch {
        return null;
      }
    } else if (part !== value) {
      return null;
    }
  }
  return values;
}

export const storePath = (storeId: string, page: string): string =>
  `/stores/${encodeURIComponent(storeId)}/${page}`;

/** Close enough to see a shelf and its sides. */
const CLOSE_PX_PER_M = 24;

/** A place of a level on a page that keeps its camera in the address: the editor, the live floor. */
export function placePath(
  storeId: string,
  page: 'map' | 'live',
  levelId: string,
  { x_m, y_m }: { x_m: number; y_m: number },
): string {
  const at = writeCamera({ x_m, y_m, px_per_m: CLOSE_PX_PER_M });
  return `${storePath(storeId, page)}?${new URLSearchParams({ level: levelId, at })}`;
}

export const livePath = (storeId: string): string => storePath(storeId, 'live');
