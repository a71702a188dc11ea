/** What a draft is made of: features in floor metres, with the fields of store.json (docs/store-file.md) without their id. */

export type Point = readonly [x_m: number, y_m: number];
export type Ring = readonly Point[];

export type Area =
  | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] };

export const ZONE_KINDS = ['area', 'shelf', 'signage', 'entrance', 'checkout', 'exterior', 'other'] as const;
export type ZoneKind = (typeof ZONE_KINDS)[number];

/** x = a u + b v + c, y = d u + e v + f. */
export type Affine = readonly [number, number, number, number, number, number];

export interface PlanImage {
  readonly file: string;
  readonly width_px: number;
  readonly height_px: number;
  readonly floor_from_image: Affine;
}

export interface Values {
  outline: { readonly area: Area };
  unit: {
    readonly name: string;
    readonly category: string;
    readonly area: Area;
    readonly walkable: boolean;
  };
  fixture: { readonly name: string; readonly area: Area };
  wall: { readonly line: readonly Point[] };
  entrance: {
    readonly name: string;
    readonly x_m: number;
    readonly y_m: number;
    readonly sd_m: number;
    readonly heading_rad: number | null;
  };
  zone: {
    readonly name: string;
    readonly kind: ZoneKind;
    readonly area: Area;
    readonly unit_id: string | null;
  };
  face: {
    readonly name: string;
    readonly x1_m: number;
    readonly y1_m: number;
    readonly x2_m: number;
    readonly y2_m: number;
    readonly normal_x: number;
    readonly normal_y: number;
    readonly reach_m: number;
    readonly zone_id: string | null;
  };
  code: { readonly x_m: number; readonly y_m: number; readonly sd_m: number };
  beacon: { readonly x_m: number; readonly y_m: number; readonly sd_m: number };
  level: {
    readonly name: string;
    readonly ordinal: number;
    readonly north_rad: number;
    readonly width_m: number;
    readonly height_m: number;
    readonly origin: { readonly longitude_deg: number; readonly latitude_deg: number } | null;
    readonly image: PlanImage | null;
  };
  store: {
    readonly name: string;
    readonly time_zone: string;
    readonly rules: Readonly<Record<string, number>>;
  };
}

export type Kind = keyof Values;
export type Value = Values[Kind];
export type FeatureOf<K extends Kind> = { readonly kind: K; readonly id: string; readonly value: Values[K] };
export type Feature = { [K in Kind]: FeatureOf<K> }[Kind];

/** Kinds that lie on the floor and that a person draws, in the order of the layers, lowest first. */
export const DRAWN = [
  'outline',
  'unit',
  'fixture',
  'wall',
  'zone',
  'face',
  'entrance',
  'code',
  'beacon',
] as const;
export type DrawnKind = (typeof DRAWN)[number];

export const isDrawn = (kind: Kind): kind is DrawnKind => (DRAWN as readonly Kind[]).includes(kind);

/** Names a feature within its level. */
export const keyOf = ({ kind, id }: { kind: Kind; id: string }): string => `${kind}/${id}`;

/** Where each person measures from: a millimetre is finer than any tape. */
export const round_m = (value_m: number): number => Math.round(value_m * 1000) / 1000 + 0;

export const ringsOf = (area: Area): readonly Ring[] =>
  area.type === 'Polygon' ? area.coordinates : area.coordinates.flat();

/** The corners of a ring, its closing repetition left out. */
export function corners(ring: Ring): readonly Point[] {
  const [first, last] = [ring[0], ring.at(-1)];
  const closed = ring.length > 1 && first && last && first[0] === last[0] && first[1] === last[1];
  return closed ? ring.slice(0, -1) : ring;
}

export function polygon(outer: readonly Point[]): Area {
  const first = outer[0];
  return { type: 'Polygon', coordinates: [first ? [...outer, first] : []] };
}

export function nameOf(feature: Feature): string {
  return 'name' in feature.value ? feature.value.name : feature.id;
}

/** All points of a feature, in the order in which `withPoints` takes them; rings without their repetition. */
export function pointsOf(feature: Feature): readonly Point[] {
  switch (feature.kind) {
    case 'outline':
    case 'unit':
    case 'fixture':
    case 'zone':
      return ringsOf(feature.value.area).flatMap(corners);
    case 'wall':
      return feature.value.line;
    case 'face': {
      const { x1_m, y1_m, x2_m, y2_m } = feature.value;
      return [
        [x1_m, y1_m],
        [x2_m, y2_m],
      ];
    }
    case 'entrance':
    case 'code':
    case 'beacon':
      return [[feature.value.x_m, feature.value.y_m]];
    default:
      return [];
  }
}

/** The same feature with every point moved; a face's normal stays (see `transform.ts` for turning). */
export function mapPoints<F extends Feature>(feature: F, move: (point: Point) => Point): F {
  const to = (point: Point): Point => {
    const [x, y] = move(point);
    return [round_m(x), round_m(y)];
  };
  return { ...feature, value: movedValue(feature, to) };
}

function movedValue({ kind, value }: Feature, to: (point: Point) => Point): Value {
  switch (kind) {
    case 'outline':
    case 'unit':
    case 'fixture':
    case 'zone':
      return { ...value, area: mapArea(value.area, to) };
    case 'wall':
      return { line: value.line.map(to) };
    case 'face': {
      const [x1_m, y1_m] = to([value.x1_m, value.y1_m]);
      const [x2_m, y2_m] = to([value.x2_m, value.y2_m]);
      return { ...value, x1_m, y1_m, x2_m, y2_m };
    }
    case 'entrance':
    case 'code':
    case 'beacon': {
      const [x_m, y_m] = to([value.x_m, value.y_m]);
      return { ...value, x_m, y_m };
    }
    default:
      return value;
  }
}

function mapArea(area: Area, to: (point: Point) => Point): Area {
  const ring = (points: Ring): Ring => points.map(to);
  return area.type === 'Polygon'
    ? { type: 'Polygon', coordinates: area.coordinates.map(ring) }
    : { type: 'MultiPolygon', coordinates: area.coordinates.map((rings) => rings.map(ring)) };
}

export interface Box {
  readonly left_m: number;
  readonly bottom_m: number;
  readonly right_m: number;
  readonly top_m: number;
}

export function boxOf(points: Iterable<Point>): Box {
  let [left_m, bottom_m, right_m, top_m] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left_m = Math.min(left_m, x);
    bottom_m = Math.min(bottom_m, y);
    right_m = Math.max(right_m, x);
    top_m = Math.max(top_m, y);
  }
  return { left_m, bottom_m, right_m, top_m };
}

/** The middle of what a feature covers: what tables say and what typed coordinates move. */
export function middleOf(points: Iterable<Point>): Point {
  const { left_m, bottom_m, right_m, top_m } = boxOf(points);
  return [(left_m + right_m) / 2, (bottom_m + top_m) / 2];
}
