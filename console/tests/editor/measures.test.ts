import { describe, expect, it } from 'vitest';
import { applied } from '../../src/lib/editor/draft_document';
import { polygon, type FeatureOf, type PlanImage, type Point } from '../../src/lib/editor/feature';
import { apply, compose, crossesItself, inverse, rectangle, turned } from '../../src/lib/editor/plane';
import { realigned } from '../../src/lib/editor/realign';
import { readLength_m, readNumber, readSize_m, rectangleOf, resized } from '../../src/lib/editor/sizes';
import { transformed } from '../../src/lib/editor/transform';
import { face, get, level, shelf } from './floors';

describe('typed lengths', () => {
  it.each([
    ['4.2', 4.2],
    ['4,2 m', 4.2],
    ['420cm', 4.2],
    ['850 mm', 0.85],
    ['.5', 0.5],
    ['１．８', 1.8],
  ])('%s', (text, metres) => expect(readLength_m(text)).toBeCloseTo(metres));
  it.each(['', '0', '-3', '4 ft', '1e3', 'x', '5001'])('not "%s"', (text) =>
    expect(readLength_m(text)).toBeNull(),
  );
  it('as width and depth', () => {
    expect(readSize_m('4.2 x 0.9')).toEqual([4.2, 0.9]);
    expect(readSize_m('4,2×90cm')).toEqual([4.2, 0.9]);
    for (const text of ['4.2', '4 x', '1 x 2 x 3', 'x']) expect(readSize_m(text)).toBeNull();
  });
  it('as coordinates', () => {
    expect(['-1.5', '+2', '3,25', '−4', '７'].map(readNumber)).toEqual([-1.5, 2, 3.25, -4, 7]);
    for (const text of ['', 'NaN', '1 2', 'Infinity', '1e5']) expect(readNumber(text)).toBeNull();
  });
});

describe('rectangles', () => {
  const slanted = polygon(rectangle([0, 0], [4, 1]).map((p) => apply(turned([1, 1], 0.3), p)));
  it('are known turned as well', () => {
    expect(rectangleOf(slanted)).toMatchObject({ width_m: expect.closeTo(4), depth_m: expect.closeTo(1) });
    expect(
      rectangleOf(
        polygon([
          [0, 0],
          [4, 0],
          [4, 1],
          [0.5, 1],
        ]),
      ),
    ).toBeNull();
  });
  it('get another size around their middle', () => {
    const larger = rectangleOf(resized(slanted, 6, 2))!;
    expect(larger.width_m).toBeCloseTo(6);
    expect(larger.depth_m).toBeCloseTo(2);
    expect(larger.direction_rad).toBeCloseTo(0.3);
  });
  it('crossing sides are seen', () => {
    expect(crossesItself(rectangle([0, 0], [2, 2]))).toBe(false);
    expect(
      crossesItself([
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 2],
      ]),
    ).toBe(true);
  });
});

describe('aligning again', () => {
  const image: PlanImage = {
    file: 'f.png',
    width_px: 1000,
    height_px: 500,
    floor_from_image: [0.1, 0, 0, 0, -0.1, 50],
  };
  const plan: FeatureOf<'level'> = {
    kind: 'level',
    id: 'F1',
    value: { name: 'F1', ordinal: 0, north_rad: 1, width_m: 100, height_m: 50, origin: null, image },
  };
  const outline: FeatureOf<'outline'> = {
    kind: 'outline',
    id: 'outline',
    value: { area: polygon(rectangle([0, 0], [100, 50])) },
  };
  const one = shelf('a', [20, 10], [40, 20]);
  const features = level(plan, outline, one, face('fa', one, 0));
  const alignment = {
    floor_from_image: [0.03, 0, 0, 0, -0.03, 15] as const,
    width_m: 30,
    height_m: 15,
    north_rad: null,
  };

  it('moves what was drawn along with the picture', () => {
    const changes = realigned(plan, features, image, alignment);
    const next = applied(new Map([['F1', features]]), changes).get('F1')!;
    expect(get(next, 'fixture', 'a').value.area).toEqual(shelf('a', [6, 3], [12, 6]).value.area);
    expect(get(next, 'face', 'fa').value).toMatchObject({ x1_m: 6, y1_m: 3, normal_y: -1, reach_m: 2 });
    expect(get(next, 'outline', 'outline').value.area).toEqual(polygon(rectangle([0, 0], [30, 15])));
    expect(get(next, 'level', 'F1').value).toMatchObject({ width_m: 30, height_m: 15, north_rad: 1 });
  });

  it('keeps each spot of the picture under what was drawn on it', () => {
    const after = [0.02, 0.01, 3, 0.01, -0.02, 20] as const;
    const drawn: Point = [37, 12];
    const spot = apply(inverse(image.floor_from_image), drawn);
    const move = compose(after, inverse(image.floor_from_image));
    expect(apply(move, drawn)[0]).toBeCloseTo(apply(after, spot)[0]);
    expect(apply(move, drawn)[1]).toBeCloseTo(apply(after, spot)[1]);
  });

  it('turns what has a direction', () => {
    const turnedShelf = transformed(face('f', one, 0), turned([0, 0], Math.PI / 2));
    expect(turnedShelf.value).toMatchObject({ normal_x: 1, normal_y: 0 });
    const door: FeatureOf<'entrance'> = {
      kind: 'entrance',
      id: 'e',
      value: { name: 'E', x_m: 1, y_m: 0, sd_m: 2, heading_rad: 3 },
    };
    expect(transformed(door, turned([0, 0], 1)).value.heading_rad).toBeCloseTo(4 - 2 * Math.PI, 5);
  });
});
