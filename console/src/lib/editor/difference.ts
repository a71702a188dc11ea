import { EMPTY, type Sketch } from './canvas/sketch';
import type { Difference } from './draft_api';
import type { Feature, Kind, Value } from './feature';
import { boxOf, isDrawn, middleOf, nameOf, pointsOf } from './feature';
import { outlineOf } from './modes/outline_of';

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

export type FieldName = 'name' | 'kind' | 'place' | 'size' | 'corners' | 'other' | 'there';

/** A value as one line for each thing that a person can compare. */
export function described(kind: Kind, id: string, value: Value | null): ReadonlyMap<FieldName, string> {
  if (value === null) return new Map();
  const feature = featureOf(kind, id, value);
  const lines = new Map<FieldName, string>([['name', nameOf(feature)]]);
  if ('kind' in value) lines.set('kind', value.kind);
  const points = pointsOf(feature);
  if (points.length > 0) {
    const [x, y] = middleOf(points);
    const { left_m, right_m, bottom_m, top_m } = boxOf(points);
    lines.set('place', `${x.toFixed(2)}, ${y.toFixed(2)}`);
    if (points.length > 1)
      lines.set('size', `${(right_m - left_m).toFixed(2)} × ${(top_m - bottom_m).toFixed(2)}`);
    if (points.length > 2) lines.set('corners', String(points.length));
  }
  const { name, kind: zoneKind, area, line, ...rest } = value as Record<string, unknown>;
  void [name, zoneKind, area, line];
  const other = Object.entries(rest).filter(([field, inner]) => inner !== null && !/^[xy]\d?_m$/.test(field));
  if (other.length > 0)
    lines.set('other', other.map(([field, inner]) => `${field} ${JSON.stringify(inner)}`).join(', '));
  return lines;
}
