import { exactMetres } from '../i18n/formats';
import type { Texts } from '../i18n/en';
import { EMPTY, type Sketch } from './canvas/sketch';
import type { Difference } from './draft_api';
import type { Feature, Kind, Point, Value, Values } from './feature';
import { boxOf, isDrawn, middleOf, nameOf, pointsOf } from './feature';
import { outlineOf } from './modes/outline_of';
import { storeFields } from './store_fields';

export type ChangeKind = 'added' | 'changed' | 'removed';

export const changeKind = ({ before, after }: Pick<Difference, 'before' | 'after'>): ChangeKind =>
  before === null ? 'added' : after === null ? 'removed' : 'changed';

export const featureOf = (kind: Kind, id: string, value: Value): Feature => ({ kind, id, value }) as Feature;

/** What differs, drawn over the floor: what is gone where it was, what came or changed where it is. */
export function differenceSketch(changes: readonly Difference[], levelId: string): Sketch {
  const here = changes.filter(({ level_id, kind }) => level_id === levelId && isDrawn(kind));
  if (here.length === 0) return EMPTY;
  return {
    shapes: here.flatMap((change) => {
      const value = change.after ?? change.before;
      return value ? [outlineOf(featureOf(change.kind, change.id, value), changeKind(change))] : [];
    }),
  };
}

/** The middle of what a feature covers, in metres; empty when it lies nowhere. */
export function placeOf(kind: Kind, value: Value | null): string {
  const points = value ? pointsOf(featureOf(kind, '', value)) : [];
  return points.length > 0 ? told(middleOf(points)) : '';
}

const told = ([x, y]: Point): string => `${x.toFixed(2)}, ${y.toFixed(2)}`;
const degrees = (turn_rad: number): string => `${((turn_rad * 180) / Math.PI).toFixed(1)}°`;

/** A value as one line for each thing that a person can compare, by its name in their language. */
export function described(
  kind: Kind,
  id: string,
  value: Value | null,
  t: Texts['editor'],
  language: string,
): ReadonlyMap<string, string> {
  if (value === null) return new Map();
  if (kind === 'store') return describedStore(value as Values['store'], t);
  const { names } = t.fields;
  const feature = featureOf(kind, id, value);
  const lines = new Map<string, string>([[names.name, nameOf(feature)]]);
  const points = pointsOf(feature);
  if (points.length > 0) lines.set(names.place, told(middleOf(points)));
  if (points.length > 1) {
    const { left_m, right_m, bottom_m, top_m } = boxOf(points);
    lines.set(names.size, `${(right_m - left_m).toFixed(2)} × ${(top_m - bottom_m).toFixed(2)}`);
  }
  if (points.length > 2) lines.set(names.corners, String(points.length));
  for (const [name, text] of details(feature, t, language)) lines.set(name, text);
  return lines;
}

function details(feature: Feature, t: Texts['editor'], language: string): [string, string][] {
  const { names, yes, no, none } = t.fields;
  const metres = (value_m: number) => exactMetres(value_m, language);
  switch (feature.kind) {
    case 'unit': {
      const { category, walkable } = feature.value;
      return [
        [names.category, category],
        [names.walkable, walkable ? yes : no],
      ];
    }
    case 'zone':
      return [
        [names.kind, t.zoneKinds[feature.value.kind]],
        [names.unit_id, feature.value.unit_id ?? none],
      ];
    case 'face': {
      const { normal_x, normal_y, reach_m, zone_id } = feature.value;
      return [
        [names.normal, degrees(Math.atan2(normal_y, normal_x))],
        [names.reach_m, metres(reach_m)],
        [names.zone_id, zone_id ?? none],
      ];
    }
    case 'entrance': {
      const { heading_rad, sd_m } = feature.value;
      return [
        [names.heading_rad, heading_rad === null ? none : degrees(heading_rad)],
        [names.sd_m, metres(sd_m)],
      ];
    }
    case 'code':
    case 'beacon':
      return [[names.sd_m, metres(feature.value.sd_m)]];
    case 'level':
      return describedLevel(feature.value, t);
    default:
      return [];
  }
}

function describedLevel(level: Values['level'], t: Texts['editor']): [string, string][] {
  const { names, none } = t.fields;
  const { origin, image } = level;
  const [a, b, c, , , f] = image?.floor_from_image ?? [0, 0, 0, 0, 0, 0];
  return [
    [names.size, `${level.width_m.toFixed(2)} × ${level.height_m.toFixed(2)}`],
    [names.ordinal, String(level.ordinal)],
    // Stored from +x counter-clockwise; said as the dial says it.
    [names.north_rad, degrees(Math.PI / 2 - level.north_rad)],
    [
      names.picture,
      image ? `${image.file} (${told([c, f])}; ${(Math.hypot(a, b) * 100).toFixed(3)} cm/px)` : none,
    ],
    [names.origin, origin ? `${origin.latitude_deg.toFixed(6)}, ${origin.longitude_deg.toFixed(6)}` : none],
  ];
}

function describedStore(store: Values['store'], t: Texts['editor']): ReadonlyMap<string, string> {
  const { names, rules } = t.fields;
  const ruleNames: Record<string, string> = { ...rules, ...t.storeForm.rules };
  return new Map(
    [...storeFields(store)].map(([field, value]) => {
      const rule = field.slice('rules.'.length);
      if (!field.startsWith('rules.'))
        return [field === 'name' ? names.name : names.time_zone, String(value)];
      const text = rule.endsWith('_rad') ? degrees(Number(value)) : String(value);
      return [ruleNames[rule] ?? rule, text];
    }),
  );
}

/** What of a feature changed, line by line. */
export function changedLines(
  { kind, id, before, after }: Pick<Difference, 'kind' | 'id' | 'before' | 'after'>,
  t: Texts['editor'],
  language: string,
): { field: string; before: string; after: string }[] {
  const [old, now] = [before, after].map((value) => described(kind, id, value, t, language));
  const fields = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...fields].flatMap((field) => {
    const line = { field, before: old?.get(field) ?? '', after: now?.get(field) ?? '' };
    return line.before === line.after ? [] : [line];
  });
}
