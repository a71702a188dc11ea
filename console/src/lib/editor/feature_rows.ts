import { boxOfFeature } from './hit';
import { isDrawn, keyOf, middleOf, nameOf, pointsOf, type DrawnKind, type Feature } from './feature';

/** One line of the table of all features. */
export interface FeatureRow {
  readonly key: string;
  readonly feature: Feature;
  readonly kind: DrawnKind;
  readonly name: string;
  readonly x_m: number;
  readonly y_m: number;
  readonly width_m: number;
  readonly depth_m: number;
}

export const COLUMNS = ['kind', 'name', 'x_m', 'y_m', 'size'] as const;
export type Column = (typeof COLUMNS)[number];

const rows = new WeakMap<Feature, FeatureRow>();

function rowOf(feature: Feature, kind: DrawnKind): FeatureRow {
  let row = rows.get(feature);
  if (!row) {
    const box = boxOfFeature(feature);
    const [x_m, y_m] = middleOf(pointsOf(feature));
    const [width_m, depth_m] = [box.right_m - box.left_m, box.top_m - box.bottom_m];
    row = { key: keyOf(feature), feature, kind, name: nameOf(feature), x_m, y_m, width_m, depth_m };
    rows.set(feature, row);
  }
  return row;
}

/** The table: what matches the search, in the order asked for. */
export function featureRows(
  features: Iterable<Feature>,
  search: string,
  sort: { column: Column; descending: boolean },
  kindName: (kind: DrawnKind) => string,
  language: string,
): FeatureRow[] {
  const wanted = search.trim().toLowerCase();
  const found: FeatureRow[] = [];
  for (const feature of features) {
    if (!isDrawn(feature.kind)) continue;
    const row = rowOf(feature, feature.kind);
    const text = `${row.name} ${feature.id} ${kindName(row.kind)}`.toLowerCase();
    if (wanted === '' || text.includes(wanted)) found.push(row);
  }
  const words = new Intl.Collator(language, { numeric: true });
  const by = {
    kind: (a: FeatureRow, b: FeatureRow) =>
      words.compare(kindName(a.kind), kindName(b.kind)) || words.compare(a.name, b.name),
    name: (a: FeatureRow, b: FeatureRow) => words.compare(a.name, b.name),
    x_m: (a: FeatureRow, b: FeatureRow) => a.x_m - b.x_m,
    y_m: (a: FeatureRow, b: FeatureRow) => a.y_m - b.y_m,
    size: (a: FeatureRow, b: FeatureRow) => a.width_m * a.depth_m - b.width_m * b.depth_m,
  }[sort.column];
  return found.sort((a, b) => (sort.descending ? -by(a, b) : by(a, b)));
}
