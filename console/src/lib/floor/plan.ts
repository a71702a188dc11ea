import type Geometry from 'ol/geom/Geometry';
import LineString from 'ol/geom/LineString';
import MultiPolygon from 'ol/geom/MultiPolygon';
import Polygon from 'ol/geom/Polygon';
import type { components } from '../api/schema';

/** A level of `GET /v1/stores/{id}/map`. Floor metres. */
export type PlanLevel = components['schemas']['LevelView'];
export type PlanArea = Pick<components['schemas']['FixtureView'], 'id' | 'name' | 'area'>;
type PlanGeometry = components['schemas']['Geometry'];

/** The service has checked the shape of `coordinates`; OpenAPI cannot say that it depends on `type`. */
export function olGeometry({ type, coordinates }: PlanGeometry): Geometry {
  switch (type) {
    case 'Polygon':
      return new Polygon(coordinates as number[][][]);
    case 'MultiPolygon':
      return new MultiPolygon(coordinates as number[][][][]);
    case 'LineString':
      return new LineString(coordinates as number[][]);
  }
}
