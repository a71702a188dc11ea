import Feature from 'ol/Feature';
import type Geometry from 'ol/geom/Geometry';
import LineString from 'ol/geom/LineString';
import Point from 'ol/geom/Point';
import ImageLayer from 'ol/layer/Image';
import VectorLayer from 'ol/layer/Vector';
import type OlMap from 'ol/Map';
import ImageCanvas from 'ol/source/ImageCanvas';
import VectorSource from 'ol/source/Vector';
import Circle from 'ol/style/Circle';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import { withAlpha, type Palette } from '../floor/palette';
import type { Coverage } from './coverage';
import type { Leg, Place } from './ground';
import type { Tap } from './walk';

const COVERED_ALPHA = 0.28;
const DOT_PX = 5;
const TARGET_PX = 13;

type Layer = VectorLayer<VectorSource<Feature<Geometry>>>;

/** What a survey draws over the plan: covered ground, the way ahead, what was walked, where to tap next. */
export class SurveyLayers {
  readonly target = layer(6);
  #covered = new ImageLayer<ImageCanvas>({ zIndex: 1 });
  #ahead = layer(4);
  #walked = layer(5);
  #palette: Palette;

  constructor(map: OlMap, palette: Palette) {
    this.#palette = palette;
    for (const each of [this.#covered, this.#ahead, this.#walked, this.target]) map.addLayer(each);
    this.#ahead.setStyle((feature) => this.#aheadStyle(feature as Feature));
    this.#walked.setStyle((feature) => this.#walkedStyle(feature as Feature));
    this.target.setStyle(() => this.#targetStyle());
  }

  setPalette(palette: Palette, coverage: Coverage | null): void {
    this.#palette = palette;
    for (const each of [this.#ahead, this.#walked, this.target]) each.changed();
    this.showCovered(coverage);
  }

  showCovered(coverage: Coverage | null): void {
    this.#covered.setSource(coverage && coverage.ground.places > 0 ? this.#canvasOf(coverage) : null);
  }

  showAhead(from: Place | null, route: readonly Place[]): void {
    const way = [...(from ? [from] : []), ...route].map(at);
    const line = way.length > 1 ? [new Feature<Geometry>({ geometry: new LineString(way) })] : [];
    fill(this.#ahead, [...line, ...route.map((place) => new Feature<Geometry>(new Point(at(place))))]);
  }

  showWalked(legs: readonly Leg[], taps: readonly Tap[]): void {
    fill(this.#walked, [
      ...legs.map(({ from, to }) => new Feature<Geometry>(new LineString([at(from), at(to)]))),
      ...taps.map(
        (tap) => new Feature<Geometry>({ geometry: new Point(at(tap)), last: tap === taps.at(-1) }),
      ),
    ]);
  }

  showTarget(place: Place | null): void {
    fill(this.target, place ? [new Feature<Geometry>(new Point(at(place)))] : []);
  }

  #canvasOf(coverage: Coverage): ImageCanvas {
    const { ground, cells } = coverage;
    const picture = document.createElement('canvas');
    picture.width = ground.columns;
    picture.height = ground.rows;
    const brush = picture.getContext('2d');
    if (brush) {
      const [r, g, b] = (this.#palette.accent.match(/[\d.]+/g) ?? []).map(Number);
      const image = brush.createImageData(ground.columns, ground.rows);
      for (const [index, cell] of cells.entries()) {
        if (cell === 0) continue;
        const row = ground.rows - 1 - Math.floor(index / ground.columns);
        const color = [r ?? 0, g ?? 0, b ?? 0, 255 * COVERED_ALPHA];
        image.data.set(color, 4 * (row * ground.columns + (index % ground.columns)));
      }
      brush.putImageData(image, 0, 0);
    }
    const left = ground.corner.x_m;
    const top = ground.corner.y_m + ground.rows * ground.cell_m;
    return new ImageCanvas({
      ratio: 1,
      canvasFunction: (extent, _resolution, _ratio, size) => {
        const drawn = document.createElement('canvas');
        [drawn.width, drawn.height] = size as [number, number];
        const [west = 0, south = 0, east = 1, north = 1] = extent;
        const perMetre = [drawn.width / (east - west), drawn.height / (north - south)] as const;
        const into = drawn.getContext('2d');
        if (into) {
          into.imageSmoothingEnabled = false;
          into.drawImage(
            picture,
            (left - west) * perMetre[0],
            (north - top) * perMetre[1],
            ground.columns * ground.cell_m * perMetre[0],
            ground.rows * ground.cell_m * perMetre[1],
          );
        }
        return drawn;
      },
    });
  }

  #aheadStyle(feature: Feature): Style {
    const { accent, floor } = this.#palette;
    if (feature.getGeometry() instanceof LineString) {
      return new Style({ stroke: new Stroke({ color: withAlpha(accent, 0.7), width: 2, lineDash: [5, 5] }) });
    }
    return new Style({
      image: new Circle({
        radius: DOT_PX - 1,
        fill: new Fill({ color: floor }),
        stroke: new Stroke({ color: accent, width: 1.5 }),
      }),
    });
  }

  #walkedStyle(feature: Feature): Style {
    const { accent, floor } = this.#palette;
    if (feature.getGeometry() instanceof LineString) {
      return new Style({ stroke: new Stroke({ color: accent, width: 4 }) });
    }
    return new Style({
      image: new Circle({
        radius: feature.get('last') === true ? DOT_PX + 2 : DOT_PX,
        fill: new Fill({ color: accent }),
        stroke: new Stroke({ color: floor, width: 2 }),
      }),
    });
  }

  #targetStyle(): Style[] {
    const { offer, floor } = this.#palette;
    return [
      new Style({
        image: new Circle({
          radius: TARGET_PX,
          fill: new Fill({ color: withAlpha(offer, 0.25) }),
          stroke: new Stroke({ color: offer, width: 3 }),
        }),
      }),
      new Style({
        image: new Circle({
          radius: 3.5,
          fill: new Fill({ color: offer }),
          stroke: new Stroke({ color: floor, width: 1 }),
        }),
      }),
    ];
  }
}

const at = ({ x_m, y_m }: Place): number[] => [x_m, y_m];

function layer(zIndex: number): Layer {
  return new VectorLayer({
    source: new VectorSource<Feature<Geometry>>(),
    zIndex,
    updateWhileInteracting: true,
  });
}

function fill(target: Layer, features: Feature<Geometry>[]): void {
  target.getSource()?.clear(true);
  target.getSource()?.addFeatures(features);
}
