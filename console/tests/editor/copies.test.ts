import { describe, expect, it } from 'vitest';
import { applied } from '../../src/lib/editor/draft_document';
import { copied, pasted, repeated, type Namer } from '../../src/lib/editor/duplicate';
import { facesOf } from '../../src/lib/editor/faces';
import { middleOf, pointsOf, type Feature, type FeatureOf } from '../../src/lib/editor/feature';
import { newId, nextBeaconKey, nextName } from '../../src/lib/editor/new_ids';
import { shifted } from '../../src/lib/editor/plane';
import { beacon, face, level, shelf, zone } from './floors';

const UUID = '0f1e2d3c-4b5a-4968-8776-655443322110';
const one = shelf('a', [2, 2], [6, 3], 'Shelf 1');
const floor = level(one, face('fa', one, 0, 'z'), zone('z', [2, 1], [6, 2], 'Before shelf 1'));
const namerOf = (features: Iterable<Feature>): Namer => ({
  ordinal: 0,
  ids: (kind) => [...features].filter((feature) => feature.kind === kind).map(({ id }) => id),
  newUuid: () => UUID,
});

describe('a row of gondolas', () => {
  const changes = repeated(
    'F1',
    floor,
    [one],
    { count: 5, spacing_m: 3, direction_rad: Math.PI / 2 },
    namerOf(floor.values()),
  );
  const next = applied(new Map([['F1', floor]]), changes).get('F1')!;
  const of = (kind: string) => [...next.values()].filter((feature) => feature.kind === kind);

  it('has as many as asked for, with faces and zones, evenly spaced', () => {
    expect(['fixture', 'face', 'zone'].map((kind) => of(kind).length)).toEqual([5, 5, 5]);
    const heights = of('fixture')
      .map((f) => middleOf(pointsOf(f))[1])
      .sort((a, b) => a - b);
    expect(heights).toEqual([2.5, 5.5, 8.5, 11.5, 14.5]);
  });

  it('numbers on, and each face looks out on the zone of its own shelf', () => {
    expect(of('fixture').map((f) => (f as FeatureOf<'fixture'>).value.name)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `Shelf ${n}`),
    );
    for (const fixture of of('fixture') as FeatureOf<'fixture'>[]) {
      const [[own]] = facesOf(fixture, next.values()) as [[FeatureOf<'face'>, unknown]];
      const front = next.get(`zone/${own.value.zone_id}`)!;
      expect(middleOf(pointsOf(front))[1]).toBeCloseTo(middleOf(pointsOf(fixture))[1] - 1);
    }
  });
});

describe('pasting', () => {
  it('makes new ids and forgets zones that are not there', () => {
    const clipboard = copied(level(one, face('fa', one, 0, 'elsewhere')), [one]);
    const changes = pasted('F2', new Map(), clipboard, shifted(1, 1), namerOf([]));
    expect(changes.map(({ kind }) => kind).sort()).toEqual(['face', 'fixture']);
    expect(changes.every(({ id, before }) => before === null && id !== 'a' && id !== 'fa')).toBe(true);
    expect(changes.find(({ kind }) => kind === 'face')!.after).toMatchObject({ zone_id: null });
  });

  it('gives beacons keys of their own', () => {
    const known = beacon(`ibeacon:${UUID}/1/7`, 1, 1);
    const features = level(known);
    const [change] = pasted(
      'F1',
      features,
      copied(features, [known]),
      shifted(1, 0),
      namerOf(features.values()),
    );
    expect(change!.id).toBe(`ibeacon:${UUID}/1/1`);
    expect(change!.after).toMatchObject({ x_m: 2, y_m: 1 });
  });
});

describe('names', () => {
  it('are not in use', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 500; i += 1) seen.add(newId('zone', (id) => seen.has(id)));
    expect(seen.size).toBe(500);
    expect([...seen].every((id) => /^zone-[2-9a-z]{8}$/.test(id))).toBe(true);
  });
  it('count on', () => {
    expect(nextName('Shelf', [])).toBe('Shelf 1');
    expect(nextName('Shelf', ['Shelf 2', 'Shelf 11', 'Shelf x', 'Tea 99'])).toBe('Shelf 12');
  });
  it('of beacons stay with the UUID of the store', () => {
    expect(nextBeaconKey([], 0, () => UUID)).toBe(`ibeacon:${UUID}/1/1`);
    const keys = ['mac:aa', `ibeacon:${UUID}/3/1`, `ibeacon:${UUID}/3/2`];
    expect(nextBeaconKey(keys, 0, () => 'other')).toBe(`ibeacon:${UUID}/3/3`);
  });
});
