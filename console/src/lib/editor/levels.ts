import { changed, type Change } from './draft_document';
import { polygon, round_m, type Affine, type FeatureOf, type PlanImage } from './feature';
import { rectangle } from './plane';
import { pictureMoved } from './realign';

/** What a person says of a level that they add. */
export interface NewLevel {
  readonly id: string;
  readonly name: string;
  readonly ordinal: number;
  readonly width_m: number;
  readonly height_m: number;
  readonly image: PlanImage | null;
}

/** A level and its outline, an empty rectangle: the two come together or not at all. */
export function levelAdded({ id, width_m, height_m, ...said }: NewLevel): Change[] {
  const [width, height] = [round_m(width_m), round_m(height_m)];
  const level: FeatureOf<'level'> = {
    kind: 'level',
    id,
    // North is up until the dial says better.
    value: { ...said, north_rad: Math.PI / 2, width_m: width, height_m: height, origin: null },
  };
  const area = polygon(rectangle([0, 0], [width, height]));
  return [changed(id, null, level), changed(id, null, { kind: 'outline', id, value: { area } })];
}

/** How large a picture's floor is, lying as it was first guessed. */
export const sizeOf = ({ width_px, height_px, floor_from_image }: PlanImage) => ({
  width_m: width_px * Math.hypot(floor_from_image[0], floor_from_image[3]),
  height_m: height_px * Math.hypot(floor_from_image[1], floor_from_image[4]),
});

/** A picture under a level that has its size already: as wide as the level, its lower left at the origin. */
export function pictureUnder(level: FeatureOf<'level'>, image: PlanImage): Change {
  const m_per_px = level.value.width_m / image.width_px;
  const floor_from_image: Affine = [m_per_px, 0, 0, 0, -m_per_px, m_per_px * image.height_px];
  return pictureMoved(level, image, floor_from_image);
}
