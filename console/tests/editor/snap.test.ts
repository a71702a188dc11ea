import { describe, expect, it } from 'vitest';
import type { Point } from '../../src/lib/editor/feature';
import { along, angle_rad, distance_m } from '../../src/lib/editor/plane';
import { atLength, snap, snapShift, type SnapContext } from '../../src/lib/editor/snap';

const wall = { a: [0, 0] as Point, b: [10, 0] as Point };
const slanted = { a: [0, 5] as Point, b: [8, 9] as Point };
const around: SnapContext = { reach_m: 0.3, vertices: [wall.a, wall.b], edges: [wall] };

describe('snapping', () => {
  it('takes a corner before the edge that ends there', () => {
    expect(snap([9.85, 0.1], around)).toMatchObject({ point: [10, 0], to: ['vertex'] });
    expect(snap([4, 0.2], around)).toMatchObject({ point: [4, 0], to: ['edge'] });
    expect(snap([4, 0.4], around)).toMatchObject({ point: [4, 0.4], to: [] });
  });

  it('holds a right angle to what was just drawn', () => {
    const from: Point = [3, 3];
    const cameBy_rad = 0.4;
    const meant = along(from, cameBy_rad + Math.PI / 2, 4);
    const { point, to } = snap([meant[0] + 0.1, meant[1] + 0.1], { ...around, from, cameBy_rad });
    expect(to).toEqual(['rightAngle']);
    expect(Math.cos(angle_rad(from, point) - cameBy_rad)).toBeCloseTo(0, 12);
  });

  it('runs parallel to an edge nearby, and shows which', () => {
    const from: Point = [2, 2];
    const meant = along(from, angle_rad(slanted.a, slanted.b), 3);
    const { point, to, guides } = snap([meant[0], meant[1] + 0.15], {
      ...around,
      edges: [wall, slanted],
      from,
    });
    expect(to).toEqual(['parallel']);
    expect(guides).toContainEqual(slanted);
    expect(angle_rad(from, point)).toBeCloseTo(angle_rad(slanted.a, slanted.b), 12);
  });

  it('meets an edge at a right angle to it', () => {
    const from: Point = [4, 5];
    const { point, to } = snap([4.1, 0.15], { ...around, from });
    expect(to[0]).toBe('edge');
    expect(point[0]).toBeCloseTo(4);
    expect(point[1]).toBeCloseTo(0);
  });

  it('places typed lengths in the direction shown', () => {
    expect(distance_m([1, 1], atLength([1, 1], [4, 5], 2.5))).toBeCloseTo(2.5);
    expect(angle_rad([1, 1], atLength([1, 1], [4, 5], 2.5))).toBeCloseTo(angle_rad([1, 1], [4, 5]));
  });

  it('shifts what is dragged onto corners, onto edges, along an axis', () => {
    const own: Point[] = [
      [2, 2],
      [4, 2],
    ];
    expect(snapShift([5.9, -1.9], own, around)).toMatchObject({ point: [6, -2], to: ['vertex'] });
    expect(snapShift([1.5, -1.9], own, around)).toMatchObject({ point: [1.5, -2], to: ['edge'] });
    expect(snapShift([3, 0.1], own, around)).toMatchObject({ point: [3, 0], to: ['axis'] });
    expect(snapShift([3, 1], own, around)).toMatchObject({ point: [3, 1], to: [] });
  });
});
