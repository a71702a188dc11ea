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

export const livePath = (storeId: string): string => storePath(storeId, 'live');
