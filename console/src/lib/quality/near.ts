import type { Texts } from '../i18n/en';

/** A place in words as the service has it (`in B277`, `4 m from B277`), in the person's language. */
export function nearText(near: string, t: Texts['quality']['near']): string {
  const inside = /^in (.+)$/.exec(near)?.[1];
  if (inside !== undefined) return t.inside(inside);
  const [, metres, name] = /^(\d+) m from (.+)$/.exec(near) ?? [];
  return metres !== undefined && name !== undefined ? t.away(metres, name) : near;
}
