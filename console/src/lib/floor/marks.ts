import Circle from 'ol/style/Circle';
import Fill from 'ol/style/Fill';
import RegularShape from 'ol/style/RegularShape';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';
import { readColours } from './palette';

export type MarkTone = 'bad' | 'warn' | 'good' | 'quiet' | 'accent';

/** Something on the floor that can be pointed at: a point, or the line of a face. Tones differ in shape too. */
export interface Mark {
  id: string;
  x_m: number;
  y_m: number;
  line_m?: readonly (readonly [number, number])[];
  tone: MarkTone;
  label: string;
}

const TOKENS = {
  bad: '--bad',
  warn: '--warn',
  good: '--good',
  quiet: '--line-strong',
  accent: '--accent',
  ink: '--ink',
  floor: '--plan-floor',
} as const;
export type MarkColours = Record<keyof typeof TOKENS, string>;

const FONT = '600 12px system-ui, "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", sans-serif';

export const markColours = (host: HTMLElement): MarkColours => readColours(host, TOKENS);

export function markStyle(mark: Mark, selected: string | null, colours: MarkColours): Style {
  const chosen = mark.id === selected;
  const stands = chosen || mark.tone === 'bad' || mark.tone === 'accent';
  const text = new Text({
    text: mark.label,
    font: FONT,
    offsetY: 18,
    fill: new Fill({ color: colours.ink }),
    stroke: new Stroke({ color: colours.floor, width: 3 }),
  });
  const zIndex = chosen ? 3 : stands ? 2 : 1;
  if (mark.line_m) {
    const stroke = new Stroke({ color: colours[mark.tone], width: chosen ? 8 : stands ? 6 : 4 });
    return new Style({ stroke, zIndex, ...(chosen ? { text } : {}) });
  }
  return new Style({ image: shape(mark.tone, chosen, colours), zIndex, ...(stands ? { text } : {}) });
}

function shape(tone: MarkTone, chosen: boolean, colours: MarkColours): RegularShape {
  const fill = new Fill({ color: tone === 'quiet' ? colours.floor : colours[tone] });
  const stroke = new Stroke({ color: chosen ? colours.ink : colours.floor, width: chosen ? 3 : 1.5 });
  if (tone === 'bad') return new RegularShape({ points: 3, radius: chosen ? 13 : 10, fill, stroke });
  if (tone === 'warn')
    return new RegularShape({ points: 4, radius: chosen ? 11 : 8, fill, stroke, angle: Math.PI / 4 });
  const outline = tone === 'quiet' ? new Stroke({ color: colours.quiet, width: 2 }) : stroke;
  return new Circle({ radius: chosen ? 8 : 5, fill, stroke: outline });
}
