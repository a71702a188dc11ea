import OlFeature from 'ol/Feature';
import type Geometry from 'ol/geom/Geometry';
import LineString from 'ol/geom/LineString';
import MultiPolygon from 'ol/geom/MultiPolygon';
import Point from 'ol/geom/Point';
import Polygon from 'ol/geom/Polygon';
import VectorLayer from 'ol/layer/Vector';
import VectorSource from 'ol/source/Vector';
import type { LevelFeatures } from '../draft_document';
import { isDrawn, type Area, type DrawnKind, type Feature } from '../feature';
import type { Colours } from './colours';
import { FeatureStyles } from './feature_styles';

/** What is drawn together, lowest first: areas and walls, zones, then faces and marks. */
const GROUPS: readonly (readonly DrawnKind[])[] = [
  ['outline', 'unit', 'fixture', 'wall'],
  ['zone'],
  ['face', 'entrance', 'code', 'beacon'],
];

/** The features of a draft on the canvas. Only what changed is drawn anew. */
export class FeatureLayers {
  readonly all = GROUPS.map(
    (_, i) =>
      new VectorLayer<VectorSource<OlFeature<Geometry>>>({
        source: new VectorSource<OlFeature<Geometry>>(),
        zIndex: i + 1,
        // Half a screen around it is ready when somebody pans.
        renderBuffer: 400,
      }),
  );
  readonly #drawn = new Map<string, OlFeature<Geometry>>();

  setColours(colours: Colours): void {
    const styles = new FeatureStyles(colours);
    for (const layer of this.all) layer.setStyle(styles.of);
  }

  show(features: LevelFeatures, hidden: ReadonlySet<DrawnKind>): void {
    const isHidden = (feature: Feature) => !isDrawn(feature.kind) || hidden.has(feature.kind);
    const taken: OlFeature<Geometry>[][] = GROUPS.map(() => []);
    const added: OlFeature<Geometry>[][] = GROUPS.map(() => []);
    for (const [key, drawn] of this.#drawn) {
      const now = features.get(key);
      if (now === drawn.get('of') && now && !isHidden(now)) continue;
      taken[groupOf(drawn.get('of') as Feature)]?.push(drawn);
      this.#drawn.delete(key);
    }
    for (const [key, feature] of features) {
      if (this.#drawn.has(key) || isHidden(feature)) continue;
      const geometry = olGeometryOf(feature);
      if (!geometry) continue;
      const drawn = new OlFeature<Geometry>({ geometry, of: feature });
      this.#drawn.set(key, drawn);
      added[groupOf(feature)]?.push(drawn);
    }
    for (const [i, layer] of this.all.entries()) {
      const source = layer.getSource();
      const [gone = [], come = []] = [taken[i], added[i]];
      if (gone.length > 0 && gone.length === source?.getFeatures().length) source.clear(true);
      else source?.removeFeatures(gone);
      source?.addFeatures(come);
    }
  }
}

const groupOf = (feature: Feature): number =>
  GROUPS.findIndex((kinds) => kinds.includes(feature.kind as DrawnKind));

export function olGeometryOf(feature: Feature): Geometry | null {
  switch (feature.kind) {
    case 'outline':
    case 'unit':
    case 'fixture':
    case 'zone':
      return areaGeometry(feature.value.area);
    case 'wall':
      return new LineString(feature.value.line as unknown as number[][]);
    case 'face': {
      const { x1_m, y1_m, x2_m, y2_m } = feature.value;
      return new LineString([
        [x1_m, y1_m],
        [x2_m, y2_m],
      ]);
    }
    case 'entrance':
    case 'code':
    case 'beacon':
      return new Point([feature.value.x_m, feature.value.y_m]);
    default:
      return null;
  }
}

const areaGeometry = (area: Area): Geometry =>
  area.type === 'Polygon'
    ? new Polygon(area.coordinates as unknown as number[][][])
    : new MultiPolygon(area.coordinates as unknown as number[][][][]);
