import { describe, expect, it } from 'vitest';
import { readCamera, readView, writeView, type FloorView } from '../src/lib/floor/view_url';
import { livePath, match } from '../src/lib/paths';

describe('view in the link', () => {
  it('comes back as it was', () => {
    const view: FloorView = {
      level: 'B1',
      camera: { x_m: 12.34, y_m: -3.5, px_per_m: 42.5 },
      follow: '0190a7c2',
      zone: 'zone:dairy & eggs',
      beacons: true,
    };
    expect(readView(new URLSearchParams(writeView(view).toString()))).toEqual(view);
  });

  it('is empty for the whole floor', () => {
    const plain: FloorView = { level: null, camera: null, follow: null, zone: null, beacons: false };
    expect(writeView(plain).toString()).toBe('');
    expect(readView(new URLSearchParams())).toEqual(plain);
  });

  it.each(['', '1,2', '1,2,3,4', '1,,3', 'x,2,3', '1,2,0', '1,2,-5', 'NaN,1,1', '1,Infinity,1', '1,2,1e9'])(
    'takes the whole floor instead of the camera "%s"',
    (text) => expect(readCamera(text)).toBeNull(),
  );
});

describe('paths', () => {
  it('find their names', () => {
    expect(match('/stores/:id/live', '/stores/demo-shop/live')).toEqual({ id: 'demo-shop' });
    expect(match('/stores/:id/live', '/stores/demo-shop/live/')).toEqual({ id: 'demo-shop' });
    expect(match('/stores/:id/live', '/stores//live')).toBeNull();
    expect(match('/stores/:id/live', '/stores/a')).toBeNull();
    expect(match('/stores/:id/live', '/stores/%E0%A4%A/live')).toBeNull();
  });
  it('survive any store id', () => {
    const id = 'mall/1 B?ü';
    expect(match('/stores/:id/live', livePath(id))).toEqual({ id });
  });
});
