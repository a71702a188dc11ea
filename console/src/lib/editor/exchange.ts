import type { Feature, Kind, Value, Values } from './feature';

/** Features as the service sends and takes them: fields that are not set are left out there, and null here. */

const UNSET: { [K in Kind]?: Partial<Values[K]> } = {
  unit: { walkable: false },
  entrance: { sd_m: 2, heading_rad: null },
  zone: { unit_id: null },
  face: { reach_m: 2, zone_id: null },
  code: { sd_m: 1 },
  level: { image: null, origin: null },
};

export function readValue(kind: Kind, value: object): Value {
  return { ...UNSET[kind], ...value } as Value;
}

export const readFeature = (sent: { kind: string; id: string; value: object }): Feature => {
  const kind = sent.kind as Kind;
  return { kind, id: sent.id, value: readValue(kind, sent.value) } as Feature;
};

export function writeValue(value: Value): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
}
