const TOKENS = {
  floor: '--plan-floor',
  unit: '--plan-unit',
  fixture: '--plan-fixture',
  wall: '--plan-wall',
  zone: '--plan-zone',
  label: '--plan-label',
  halo: '--plan-floor',
  ink: '--ink',
  accent: '--accent',
  ok: '--shopper-ok',
  searching: '--shopper-searching',
  lost: '--shopper-lost',
  offer: '--offer',
} as const;

export type Palette = Record<keyof typeof TOKENS, string>;

/** The colours of the theme in force, resolved for the canvas (which does not know custom properties). */
export const readPalette = (host: HTMLElement): Palette => readColours(host, TOKENS);

/** What custom properties stand for now, by the names that a canvas calls them. */
export function readColours<T extends Record<string, string>>(
  host: HTMLElement,
  tokens: T,
): Record<keyof T, string> {
  const probe = document.createElement('span');
  probe.hidden = true;
  host.append(probe);
  const entries = Object.entries(tokens).map(([name, token]) => {
    probe.style.color = `var(${token})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(entries) as Record<keyof T, string>;
}

/** The same colour with another opacity; `color` is what the browser computed: rgb(...). */
export function withAlpha(color: string, alpha: number): string {
  const [r, g, b] = color.match(/[\d.]+/g) ?? ['0', '0', '0'];
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}
