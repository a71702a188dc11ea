import type { FeatureLike } from 'ol/Feature';
import Fill from 'ol/style/Fill';
import RegularShape from 'ol/style/RegularShape';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';
import { withAlpha } from '../../floor/palette';
import { nameOf, type Feature, type ZoneKind } from '../feature';
import { boxOfFeature } from '../hit';
import type { Colours } from './colours';

const LABEL_FONT = '500 12px system-ui, "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", sans-serif';
/** A name needs this much room; below it the drawing is read by its shapes. */
const NAMED_FROM_PX = 44;
const MARKS_NAMED_FROM_PX_PER_M = 8;

/** Styles of the features of a draft: one for each look, and one with each name, made once a theme. */
export class FeatureStyles {
  readonly #colours: Colours;
  readonly #plain = new Map<string, Style>();
  readonly #named = new WeakMap<Feature, Style[]>();

  constructor(colours: Colours) {
    this.#colours = colours;
  }

  of = (drawn: FeatureLike, resolution: number): Style | Style[] => {
    const feature = drawn.get('of') as Feature;
    const plain = this.#look(feature);
    if (!hasRoom(feature, resolution)) return plain;
    let named = this.#named.get(feature);
    if (!named) {
      named = [plain, this.#name(feature)];
      this.#named.set(feature, named);
    }
    return named;
  };

  #look(feature: Feature): Style {
    const look = feature.kind === 'zone' ? `zone ${feature.value.kind}` : feature.kind;
    let style = this.#plain.get(look);
    if (!style) {
      style = this.#make(feature);
      this.#plain.set(look, style);
    }
    return style;
  }

  #make(feature: Feature): Style {
    const { floor, unit, fixture, wall, label, paper } = this.#colours;
    switch (feature.kind) {
      case 'outline':
        return area(withAlpha(floor, 0.55), wall, 2, 0);
      case 'unit':
        return area(withAlpha(unit, 0.7), wall, 1, 1);
      case 'fixture':
        return area(withAlpha(fixture, 0.85), wall, 1.25, 2);
      case 'wall':
        return new Style({ stroke: new Stroke({ color: wall, width: 3, lineCap: 'butt' }), zIndex: 3 });
      case 'zone':
        return this.#zone(feature.value.kind);
      case 'face':
        return new Style({
          stroke: new Stroke({ color: this.#colours.face, width: 4, lineCap: 'butt' }),
          zIndex: 5,
        });
      case 'entrance':
        return mark(3, label, paper, 7);
      case 'code':
        return mark(4, label, paper, 6);
      default:
        return mark(24, paper, wall, 6);
    }
  }

  #zone(kind: ZoneKind): Style {
    const color = this.#colours[kind];
    return new Style({
      fill: new Fill({ color: withAlpha(color, 0.1) }),
      stroke: new Stroke({ color, width: 1.25, lineDash: [6, 4] }),
      zIndex: 4,
    });
  }

  #name(feature: Feature): Style {
    const { label, ink, floor } = this.#colours;
    const isMark = feature.kind === 'entrance' || feature.kind === 'beacon' || feature.kind === 'code';
    return new Style({
      text: new Text({
        text: isMark ? shortName(feature) : nameOf(feature),
        font: LABEL_FONT,
        overflow: isMark,
        offsetY: isMark ? 15 : 0,
        fill: new Fill({ color: feature.kind === 'zone' || isMark ? label : ink }),
        stroke: new Stroke({ color: withAlpha(floor, 0.85), width: 3 }),
      }),
      zIndex: 6,
    });
  }
}

/** The last part of a beacon's key is what staff read on it. */
export function shortName(feature: Feature): string {
  const name = nameOf(feature);
  return feature.kind === 'beacon' ? (name.split('/').at(-1) ?? name) : name;
}

function hasRoom(feature: Feature, resolution: number): boolean {
  if (feature.kind === 'outline' || feature.kind === 'wall' || feature.kind === 'face') return false;
  if (feature.kind === 'entrance' || feature.kind === 'beacon' || feature.kind === 'code')
    return 1 / resolution >= MARKS_NAMED_FROM_PX_PER_M;
  const { left_m, right_m } = boxOfFeature(feature);
  return (right_m - left_m) / resolution >= NAMED_FROM_PX;
}

const area = (fill: string, stroke: string, width: number, zIndex: number): Style =>
  new Style({ fill: new Fill({ color: fill }), stroke: new Stroke({ color: stroke, width }), zIndex });

const mark = (points: number, fill: string, stroke: string, radius: number): Style =>
  new Style({
    image: new RegularShape({
      points,
      radius,
      angle: points === 4 ? Math.PI / 4 : 0,
      fill: new Fill({ color: fill }),
      stroke: new Stroke({ color: stroke, width: 2 }),
    }),
    zIndex: 6,
  });
