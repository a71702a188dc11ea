import { describe, expect, it } from 'vitest';
import { glideTo, poseAt, rest, turn, type Pose } from '../src/lib/live/motion';

const pose = (x_m: number, more: Partial<Pose> = {}): Pose => ({
  x_m,
  y_m: 0,
  heading_rad: 0,
  sd_major_m: 1,
  sd_minor_m: 1,
  sd_angle_rad: 0,
  ...more,
});

describe('turn', () => {
  it('takes the shorter way over the seam', () => {
    const half = turn(3, -3, 0.5);
    expect(Math.abs(Math.cos(half) + 1)).toBeLessThan(1e-12);
    expect(turn(-3, 3, 1)).toBeCloseTo(3 - 2 * Math.PI);
  });
  it('turns ellipses by at most a quarter', () => {
    expect(Math.abs(turn(0.1, Math.PI - 0.1, 1, Math.PI) - 0.1)).toBeCloseTo(0.2);
  });
});

describe('glide', () => {
  it('moves evenly from where it was drawn and arrives', () => {
    const first = { ...rest(pose(0)), began_ms: 0 };
    const second = glideTo(first, pose(1), 500);
    expect(poseAt(second, 500).x_m).toBe(0);
    expect(poseAt(second, 750).x_m).toBeCloseTo(0.5);
    expect(poseAt(second, 1000).x_m).toBe(1);
  });

  it('never goes beyond what was received, however long nothing comes', () => {
    const glide = glideTo({ ...rest(pose(0)), began_ms: 0 }, pose(1), 500);
    expect(poseAt(glide, 60_000)).toEqual(pose(1));
  });

  it('turns over from the place in between when news comes early', () => {
    const first = glideTo({ ...rest(pose(0)), began_ms: 0 }, pose(1), 1000);
    const second = glideTo(first, pose(0), 1500);
    expect(poseAt(second, 1500).x_m).toBeCloseTo(0.5);
  });

  it('takes at most a second even after a long silence', () => {
    const glide = glideTo({ ...rest(pose(0)), began_ms: 0 }, pose(2), 30_000);
    expect(poseAt(glide, 31_000).x_m).toBe(2);
    expect(poseAt(glide, 30_900).x_m).toBeLessThan(2);
  });

  it('jumps where nobody can walk, and when motion is unwanted', () => {
    const before = { ...rest(pose(0)), began_ms: 0 };
    expect(poseAt(glideTo(before, pose(20), 500), 500).x_m).toBe(20);
    expect(poseAt(glideTo(before, pose(1), 500, true), 500).x_m).toBe(1);
  });
});
