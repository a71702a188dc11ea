import type { components } from '../api/schema';
import type { PlanLevel } from '../floor/plan';
import type { Mark } from '../floor/marks';

export type Product = components['schemas']['ProductView'];
export type FaceStock = components['schemas']['FaceProducts'];

export const middleOf = (face: PlanLevel['faces'][number]): { x_m: number; y_m: number } => ({
  x_m: (face.x1_m + face.x2_m) / 2,
  y_m: (face.y1_m + face.y2_m) / 2,
});

/** The faces of a level as lines: those of the chosen product stand out, then those that hold anything. */
export function faceMarks(
  level: PlanLevel,
  stock: readonly FaceStock[],
  chosen: Product | undefined,
): Mark[] {
  const counts = new Map(stock.map(({ face_id, products }) => [face_id, products]));
  const holding = new Set(chosen?.places.map(({ face_id }) => face_id));
  return level.faces.map((face) => ({
    id: face.id,
    ...middleOf(face),
    line_m: [
      [face.x1_m, face.y1_m],
      [face.x2_m, face.y2_m],
    ] as const,
    tone: holding.has(face.id) ? ('accent' as const) : (counts.get(face.id) ?? 0) > 0 ? 'good' : 'quiet',
    label: face.name,
  }));
}

/** Where a product stands, in words; a face that the map has no more says so. */
export const placesOf = (product: Product, gone: (id: string) => string): string =>
  product.places
    .map((each) => (each.is_gone ? gone(each.face_id) : (each.face_name ?? each.face_id)))
    .join(', ');

/** The level on which a product stands first, if it stands anywhere. */
export const levelOf = (product: Product | undefined): string | null =>
  product?.places.find(({ level_id }) => level_id !== null)?.level_id ?? null;
