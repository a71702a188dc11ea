import { describe, expect, it } from 'vitest';
import { applied } from '../../src/lib/editor/draft_document';
import {
  faceOn,
  facesOf,
  facingSides,
  footingOf,
  furnitureOf,
  nearestSide,
} from '../../src/lib/editor/faces';
import { polygon, type FeatureOf } from '../../src/lib/editor/feature';
import { distance_m, shifted, turned } from '../../src/lib/editor/plane';
import { moved, removed, reshaped, withFollowers } from '../../src/lib/editor/transform';
import { face, get, level, shelf, zone } from './floors';

const one = shelf('a', [2, 2], [6, 3]);
const south = face('south', one, 0, 'front');
const front = zone('front', [2, 0], [6, 2]);
const floor = level(one, south, front);
const after = (changes: ReturnType<typeof moved>) =>
  applied(new Map([['F1', floor]]), changes).get('F1') ?? new Map();

describe('faces', () => {
  it('look away from their furniture, whichever way its corners run', () => {
    const backwards = polygon([...one.value.area.coordinates.flat()].reverse().slice(1) as never);
    for (const area of [one.value.area, backwards]) {
      for (const { segment, normal } of facingSides(area)) {
        const middle = [(segment.a[0] + segment.b[0]) / 2, (segment.a[1] + segment.b[1]) / 2] as const;
        const out = [middle[0] + normal[0], middle[1] + normal[1]] as const;
        expect(distance_m(out, [4, 2.5])).toBeGreaterThan(distance_m(middle, [4, 2.5]));
      }
    }
  });

  it('know where they lie, also on a part of a side', () => {
    expect(footingOf(south, one.value.area)).toMatchObject({ side: 0 });
    const part = { ...south, value: { ...south.value, x1_m: 3, x2_m: 4 } };
    expect(footingOf(part, one.value.area)).toEqual({ side: 0, from: 0.25, to: 0.5 });
    const loose = { ...south, value: { ...south.value, y1_m: 1, y2_m: 1 } };
    expect(footingOf(loose, one.value.area)).toBeNull();
    expect(furnitureOf(south, floor)?.id).toBe('a');
  });

  it('go to the side where their handle is dropped', () => {
    const side = nearestSide(facingSides(one.value.area), [6.4, 2.6]);
    const east = faceOn(south, one.value.area, { side, from: 0, to: 1 });
    expect([east.value.normal_x, east.value.normal_y]).toEqual([1, 0]);
    expect([east.value.x1_m, east.value.x2_m]).toEqual([6, 6]);
  });
});

describe('furniture takes along', () => {
  it('its faces and the zone that only they look out on', () => {
    const next = after(moved('F1', floor, [one], shifted(1, 2)));
    expect(get(next, 'face', 'south').value).toMatchObject({
      x1_m: 3,
      y1_m: 4,
      x2_m: 7,
      y2_m: 4,
      normal_y: -1,
    });
    expect(get(next, 'zone', 'front').value.area).toEqual(zone('front', [3, 2], [7, 4]).value.area);
  });

  it('not a zone that other faces look out on too', () => {
    const other = shelf('b', [2, -2], [6, -1]);
    const shared = level(one, south, front, other, face('north', other, 2, 'front'));
    expect(withFollowers(shared, [one]).map(({ id }) => id)).toEqual(['a', 'south']);
  });

  it('the direction of its faces when it turns', () => {
    const next = after(moved('F1', floor, [one], turned([4, 2.5], Math.PI / 2)));
    const { normal_x, normal_y } = get(next, 'face', 'south').value;
    expect([normal_x, normal_y]).toEqual([1, 0]);
    expect(facesOf(get(next, 'fixture', 'a'), next.values()).map(([{ id }]) => id)).toEqual(['south']);
  });

  it('its faces when a corner is moved', () => {
    const wider: FeatureOf<'fixture'> = { ...one, value: shelf('a', [1, 1.5], [8, 3]).value };
    const next = after(reshaped('F1', floor, one, wider));
    expect(get(next, 'face', 'south').value).toMatchObject({ x1_m: 1, y1_m: 1.5, x2_m: 8, y2_m: 1.5 });
  });

  it('its faces away with it, and zones are not named any more', () => {
    const gone = after(removed('F1', floor, [one]));
    expect([...gone.keys()]).toEqual(['zone/front']);
    const without = after(removed('F1', floor, [front]));
    expect(get(without, 'face', 'south').value.zone_id).toBeNull();
  });
});
