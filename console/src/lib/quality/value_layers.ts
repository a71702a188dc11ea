import Feature from 'ol/Feature';
import type Geometry from 'ol/geom/Geometry';
import LineString from 'ol/geom/LineString';
import Point from 'ol/geom/Point';
import ImageLayer from 'ol/layer/Image';
import VectorLayer from 'ol/layer/Vector';
import ImageCanvasSource from 'ol/source/ImageCanvas';
import VectorSource from 'ol/source/Vector';
import CircleStyle from 'ol/style/Circle';
import Fill from 'ol/style/Fill';
import RegularShape from 'ol/style/RegularShape';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';
import { withAlpha, type Palette } from '../floor/palette';
import { colourOf, shareOf, type Domain, type ScaleName } from './colours';
import { contour, type Raster } from './raster';

/** What is pointed out on the floor; `text` is what the panel calls it. */
export interface Mark {
  kind: 'place' | 'planned' | 'next' | 'grid';
  x_m: number;
  y_m: number;
  text: string;
}

/** What of a floor's values is drawn, and how. */
export interface Shown {
  raster: Raster | null;
  domain: Domain;
  scale: ScaleName;
  contours: boolean;
  marks: readonly Mark[];
}

const OPACITY = 0.82;
const FONT = '600 12px system-ui, "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", sans-serif';
/** A line of fewer points is a fleck around one square. */
const LEAST_LINE = 6;

/** Values as coloured squares, lines of equal value, and what is pointed out, above the plan's grey. */
export class ValueLayers {
  readonly squares: ImageLayer<ImageCanvasSource>;
  readonly lines: VectorLayer<VectorSource<Feature<Geometry>>>;
  readonly marks: VectorLayer<VectorSource<Feature<Geometry>>>;
  #shown: Shown | null = null;
  #picture: HTMLCanvasElement | null = null;
  #palette: Palette;

  constructor(palette: Palette) {
    this.#palette = palette;
    this.squares = new ImageLayer({
      opacity: OPACITY,
      zIndex: 0.5,
      source: new ImageCanvasSource({
        ratio: 1,
        interpolate: false,
        canvasFunction: (extent, resolution, ratio, size) => this.#draw(extent, resolution / ratio, size),
      }),
    });
    this.lines = new VectorLayer({ source: new VectorSource(), zIndex: 0.7, declutter: 'lines' });
    this.marks = new VectorLayer({ source: new VectorSource(), zIndex: 3 });
    this.lines.setStyle((feature) => this.#lineStyle(feature as Feature));
    this.marks.setStyle((feature) => this.#markStyle(feature as Feature));
  }

  setPalette(palette: Palette): void {
    this.#palette = palette;
    this.lines.changed();
    this.marks.changed();
  }

  show(shown: Shown): void {
    this.#shown = shown;
    this.#picture = shown.raster === null ? null : pictureOf(shown.raster, shown.domain, shown.scale);
    this.squares.getSource()?.changed();
    replace(this.lines, shown.contours && shown.raster !== null ? linesOf(shown.raster, shown.domain) : []);
    replace(
      this.marks,
      shown.marks.map(
        ({ kind, x_m, y_m, text }) => new Feature({ geometry: new Point([x_m, y_m]), kind, text }),
      ),
    );
  }

  /** The raster's picture where the view is, a square of the floor a square on the screen. */
  #draw(extent: number[], m_per_px: number, size: number[]): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Math.round(size[0] ?? 1), Math.round(size[1] ?? 1)];
    const raster = this.#shown?.raster;
    const context = canvas.getContext('2d');
    if (!raster || !this.#picture || !context) return canvas;
    context.imageSmoothingEnabled = false;
    const [left = 0, , , top = 0] = extent;
    context.drawImage(
      this.#picture,
      (raster.x0_m - left) / m_per_px,
      (top - raster.y0_m - raster.rows * raster.cell_m) / m_per_px,
      (raster.columns * raster.cell_m) / m_per_px,
      (raster.rows * raster.cell_m) / m_per_px,
    );
    return canvas;
  }

  #lineStyle(feature: Feature): Style[] {
    const { ink, floor } = this.#palette;
    return [
      new Style({ stroke: new Stroke({ color: withAlpha(floor, 0.7), width: 3 }) }),
      new Style({
        stroke: new Stroke({ color: withAlpha(ink, 0.85), width: 1 }),
        text: new Text({
          text: feature.get('text') as string,
          font: FONT,
          placement: 'line',
          fill: new Fill({ color: ink }),
          stroke: new Stroke({ color: floor, width: 3 }),
        }),
      }),
    ];
  }

  #markStyle(feature: Feature): Style {
    const { floor, ink, offer } = this.#palette;
    const kind = feature.get('kind') as Mark['kind'];
    const fill = new Fill({ color: kind === 'planned' ? offer : floor });
    const stroke = new Stroke({ color: kind === 'place' ? ink : offer, width: 2 });
    const text = new Text({
      text: kind === 'planned' || kind === 'grid' ? '' : (feature.get('text') as string),
      font: FONT,
      fill: new Fill({ color: ink }),
    });
    if (kind === 'grid') return new Style({ image: new CircleStyle({ radius: 6, fill, stroke }) });
    if (kind === 'planned')
      return new Style({
        image: new RegularShape({
          points: 4,
          radius: 8,
          angle: Math.PI / 4,
          fill,
          stroke: new Stroke({ color: floor, width: 2 }),
        }),
      });
    return new Style({ image: new CircleStyle({ radius: 11, fill, stroke }), text });
  }
}

/** One pixel a square, the first row at the bottom. */
function pictureOf(raster: Raster, domain: Domain, scale: ScaleName): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const { columns, rows, values } = raster;
  [canvas.width, canvas.height] = [Math.max(columns, 1), Math.max(rows, 1)];
  const context = canvas.getContext('2d');
  if (!context || columns === 0) return canvas;
  const picture = context.createImageData(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const [r, g, b] = colourOf(scale, shareOf(domain, value));
      picture.data.set([r, g, b, 255], 4 * ((rows - 1 - row) * columns + column));
    }
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}

function linesOf(raster: Raster, domain: Domain): Feature<Geometry>[] {
  return domain.ticks.flatMap((tick) =>
    contour(raster, tick)
      .filter((line) => line.length >= LEAST_LINE)
      .map(
        (line) =>
          new Feature<Geometry>({ geometry: new LineString(line), text: `${Number(tick.toFixed(3))}` }),
      ),
  );
}

function replace(layer: VectorLayer<VectorSource<Feature<Geometry>>>, features: Feature<Geometry>[]): void {
  layer.getSource()?.clear(true);
  layer.getSource()?.addFeatures(features);
}
