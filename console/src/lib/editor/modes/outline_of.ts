import type { Look, SketchShape } from '../canvas/sketch';
import { corners, pointsOf, ringsOf, type Feature } from '../feature';

/** A feature as a sketch draws it. */
export function outlineOf(feature: Feature, look: Look): SketchShape {
  if ('area' in feature.value) {
    const [first = [], ...rings] = ringsOf(feature.value.area).map(corners);
    return { points: first, rings, closed: true, look };
  }
  return { points: pointsOf(feature), closed: false, look };
}
