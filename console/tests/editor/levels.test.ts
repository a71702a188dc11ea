import { describe, expect, it } from 'vitest';
import type { FeatureOf, PlanImage } from '../../src/lib/editor/feature';
import { levelAdded, pictureUnder, sizeOf } from '../../src/lib/editor/levels';
import { readLink, writeLink } from '../../src/lib/editor/view_link';

const image: PlanImage = {
  file: 'f2.png',
  width_px: 800,
  height_px: 400,
  floor_from_image: [0.05, 0, 0, 0, -0.05, 20],
};

describe('a level that is added', () => {
  it('comes with its outline, as large as its picture', () => {
    const size = sizeOf(image);
    expect(size).toEqual({ width_m: 40, height_m: 20 });
    const [level, outline] = levelAdded({ id: 'f2', name: 'Upstairs', ordinal: 1, ...size, image });
    expect(level).toMatchObject({ kind: 'level', before: null, after: { ordinal: 1, width_m: 40, image } });
    expect(outline).toMatchObject({ level_id: 'f2', kind: 'outline', id: 'f2', before: null });
  });

  it('keeps its size when a picture is put under it', () => {
    const [added] = levelAdded({ id: 'f2', name: 'F2', ordinal: 1, width_m: 60, height_m: 25, image: null });
    const level = { kind: 'level', id: 'f2', value: added?.after } as FeatureOf<'level'>;
    const { after } = pictureUnder(level, image);
    expect(after).toMatchObject({ width_m: 60, height_m: 25 });
    expect((after as FeatureOf<'level'>['value']).image?.floor_from_image).toEqual([
      0.075, 0, 0, 0, -0.075, 30,
    ]);
  });
});

describe('a link to the editor', () => {
  it('keeps level, camera and hidden layers', () => {
    const view = {
      level: 'f2',
      camera: { x_m: 12.34, y_m: -5.6, px_per_m: 42.5 },
      hidden: ['zone', 'beacon'] as const,
    };
    expect(readLink(writeLink(view))).toEqual(view);
    expect(writeLink({ level: null, camera: null, hidden: [] }).toString()).toBe('');
  });

  it('says nothing when somebody wrote nonsense into it', () => {
    const nonsense = new URLSearchParams({ at: '1,2', hidden: 'zone,everything,' });
    expect(readLink(nonsense)).toEqual({ level: null, camera: null, hidden: ['zone'] });
  });
});
