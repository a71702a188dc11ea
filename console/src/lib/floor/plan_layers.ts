import Feature from 'ol/Feature';
import type Geometry from 'ol/geom/Geometry';
import Point from 'ol/geom/Point';
import VectorLayer from 'ol/layer/Vector';
import VectorSource from 'ol/source/Vector';
import Fill from 'ol/style/Fill';
import RegularShape from 'ol/style/RegularShape';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';
import { withAlpha, type Palette } from './palette';
import { olGeometry, type PlanArea, type PlanLevel } from './plan';

const LABEL_FONT = '500 12px system-ui, "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", sans-serif';
/** How much of a picture an area hides: rooms little, shelves so much that they stand out. */
const UNIT_OVER_PICTURE = 0.3;
const FIXTURE_OVER_PICTURE = 0.6;
type Layer = VectorLayer<VectorSource<Feature<Geometry>>>;

/** The plan in greys: outline, units, fixtures, walls, zones, entrances, beacons. Colour is left to what is selected. */
export class PlanLayers {
  readonly plan = layer(0);
  readonly zones = layer(1);
  readonly marks = layer(2);
  #palette: Palette;
  #hovered: string | null = null;
  #selected: string | null = null;

  constructor(palette: Palette) {
    this.#palette = palette;
    this.plan.setStyle((feature) => this.#planStyle(feature as Feature));
    this.zones.setStyle((feature) => this.#zoneStyle(feature as Feature));
    this.marks.setStyle((feature) => this.#markStyle(feature as Feature));
  }

  get all(): Layer[] {
    return [this.plan, this.zones, this.marks];
  }

  setLevel(level: PlanLevel): void {
    const units = level.units.map((unit) => area('unit', unit));
    const fixtures = level.fixtures.map((fixture) => area('fixture', fixture));
    const walls = level.walls.map((wall) => feature('wall', olGeometry(wall)));
    replace(this.plan, [feature('outline', olGeometry(level.outline)), ...units, ...fixtures, ...walls]);
    replace(
      this.zones,
      level.zones.map((zone) => area('zone', zone)),
    );
    const entrances = level.entrances.map((entrance) =>
      point('entrance', entrance.id, entrance.name, entrance),
    );
    const beacons = level.beacons.map((beacon) => point('beacon', beacon.key, beacon.key, beacon));
    replace(this.marks, [...entrances, ...beacons]);
  }

  setPalette(palette: Palette): void {
    this.#palette = palette;
    for (const each of this.all) each.changed();
  }

  showBeacons(shown: boolean): void {
    this.#beacons = shown;
    this.marks.changed();
  }
  #beacons = false;

  /** Whether a picture lies below, which areas are not to hide. */
  layOver(isPictured: boolean): void {
    this.#isPictured = isPictured;
    this.plan.changed();
  }
  #isPictured = false;

  highlight(hovered: string | null, selected: string | null): void {
    if (hovered === this.#hovered && selected === this.#selected) return;
    this.#hovered = hovered;
    this.#selected = selected;
    this.zones.changed();
  }

  zone(id: string): Feature<Geometry> | null {
    return this.zones.getSource()?.getFeatureById(`zone:${id}`) ?? null;
  }

  #planStyle(feature: Feature): Style {
    const { wall, label } = this.#palette;
    const floor = this.#fill(this.#palette.floor, 0);
    const unit = this.#fill(this.#palette.unit, UNIT_OVER_PICTURE);
    const fixture = this.#fill(this.#palette.fixture, FIXTURE_OVER_PICTURE);
    switch (feature.get('role') as string) {
      case 'outline':
        return new Style({
          fill: new Fill({ color: floor }),
          stroke: new Stroke({ color: wall, width: 2 }),
          zIndex: 0,
        });
      case 'unit':
        return new Style({
          fill: new Fill({ color: unit }),
          stroke: new Stroke({ color: wall, width: 1 }),
          text: this.#text(feature, label),
          zIndex: 1,
        });
      case 'fixture':
        return new Style({
          fill: new Fill({ color: fixture }),
          stroke: new Stroke({ color: wall, width: 1 }),
          text: this.#text(feature, this.#palette.ink),
          zIndex: 2,
        });
      default:
        return new Style({ stroke: new Stroke({ color: wall, width: 2.5, lineCap: 'butt' }), zIndex: 3 });
    }
  }

  #fill = (color: string, overPicture: number): string =>
    this.#isPictured ? withAlpha(color, overPicture) : color;

  #zoneStyle(feature: Feature): Style {
    const { accent, zone, label, ink } = this.#palette;
    const id = feature.get('id') as string;
    const chosen = id === this.#selected;
    const lit = chosen || id === this.#hovered;
    return new Style({
      fill: new Fill({ color: lit ? withAlpha(accent, chosen ? 0.16 : 0.08) : 'rgba(0, 0, 0, 0)' }),
      stroke: new Stroke({
        color: lit ? accent : zone,
        width: chosen ? 2 : lit ? 1.5 : 1,
        ...(lit ? {} : { lineDash: [4, 4] }),
      }),
      text: this.#text(feature, lit ? ink : label, lit),
      zIndex: lit ? 1 : 0,
    });
  }

  #markStyle(feature: Feature): Style | undefined {
    const { wall, label, floor } = this.#palette;
    if (feature.get('role') === 'entrance') {
      return new Style({
        image: new RegularShape({
          points: 3,
          radius: 6,
          fill: new Fill({ color: label }),
          displacement: [0, 1],
        }),
        text: new Text({
          text: feature.get('name') as string,
          font: LABEL_FONT,
          offsetY: 14,
          fill: new Fill({ color: label }),
          stroke: new Stroke({ color: floor, width: 3 }),
        }),
      });
    }
    if (!this.#beacons) return undefined;
    return new Style({
      image: new RegularShape({
        points: 4,
        radius: 6,
        angle: Math.PI / 4,
        fill: new Fill({ color: floor }),
        stroke: new Stroke({ color: wall, width: 2 }),
      }),
    });
  }

  /** A name where it fits into its area; the one that is pointed at always shows. */
  #text(feature: Feature, color: string, always = false): Text {
    return new Text({
      text: feature.get('name') as string,
      font: LABEL_FONT,
      overflow: always,
      fill: new Fill({ color }),
      stroke: new Stroke({ color: withAlpha(this.#palette.halo, 0.85), width: 3 }),
    });
  }
}

function layer(zIndex: number): Layer {
  return new VectorLayer({
    source: new VectorSource<Feature<Geometry>>(),
    zIndex,
    declutter: zIndex > 0 ? 'names' : false,
    updateWhileAnimating: true,
    updateWhileInteracting: true,
  });
}

function replace(target: Layer, features: Feature<Geometry>[]): void {
  target.getSource()?.clear(true);
  target.getSource()?.addFeatures(features);
}

function feature(role: string, geometry: Geometry, id = '', name = ''): Feature<Geometry> {
  const made = new Feature<Geometry>({ geometry, role, id, name });
  if (id !== '') made.setId(`${role}:${id}`);
  return made;
}

const area = (role: string, of: PlanArea): Feature<Geometry> =>
  feature(role, olGeometry(of.area), of.id, of.name);

const point = (role: string, id: string, name: string, at: { x_m: number; y_m: number }): Feature<Geometry> =>
  feature(role, new Point([at.x_m, at.y_m]), id, name);
