import { changed, type Change, type LevelFeatures } from './draft_document';
import {
  polygon,
  round_m,
  type Affine,
  type Feature,
  type FeatureOf,
  type PlanImage,
  type Point,
} from './feature';
import { apply, compose, distance_m, inverse, rectangle } from './plane';
import { transformed } from './transform';

/** What `POST /v1/alignments` answers of a picture. */
export interface Alignment {
  readonly floor_from_image: Affine;
  readonly width_m: number;
  readonly height_m: number;
  readonly north_rad: number | null;
}

/** From where things are drawn to where they belong: what lay on a spot of the picture lies on it afterwards. */
export const floorFromFloor = (before: Affine, after: Affine): Affine => compose(after, inverse(before));

/** The picture in place, and everything that was drawn moved along with it. */
export function realigned(
  level: FeatureOf<'level'>,
  features: LevelFeatures,
  image: PlanImage,
  alignment: Alignment,
): Change[] {
  const move = floorFromFloor(image.floor_from_image, alignment.floor_from_image);
  const after: FeatureOf<'level'> = {
    ...level,
    value: {
      ...level.value,
      width_m: alignment.width_m,
      height_m: alignment.height_m,
      north_rad: alignment.north_rad ?? level.value.north_rad,
      image: { ...image, floor_from_image: alignment.floor_from_image },
    },
  };
  const changes = [changed(level.id, level, after)];
  for (const feature of features.values()) {
    if (feature.kind === 'level' || feature.kind === 'store') continue;
    const moved = isWholePicture(feature, image)
      ? wholePicture(feature, alignment)
      : transformed(feature, move);
    changes.push(changed(level.id, feature, moved));
  }
  return changes;
}

/** The picture alone, under what is drawn. */
export function pictureMoved(level: FeatureOf<'level'>, image: PlanImage, floor_from_image: Affine): Change {
  const value = { ...level.value, image: { ...image, floor_from_image } };
  return changed(level.id, level, { ...level, value });
}

const CORNER_M = 0.01;

/** An outline that nobody has drawn yet: the picture's own rectangle. */
function isWholePicture(feature: Feature, { width_px, height_px, floor_from_image }: PlanImage): boolean {
  if (feature.kind !== 'outline' || feature.value.area.type !== 'Polygon') return false;
  const ring = feature.value.area.coordinates[0] ?? [];
  const cornersPx: Point[] = rectangle([0, 0], [width_px, height_px]);
  return (
    ring.length === 5 &&
    cornersPx.every((px) => ring.some((point) => distance_m(point, apply(floor_from_image, px)) <= CORNER_M))
  );
}

function wholePicture(feature: Feature, { width_m, height_m }: Alignment): Feature {
  const area = polygon(rectangle([0, 0], [round_m(width_m), round_m(height_m)]));
  return { ...feature, value: { area } } as Feature;
}
