import { afterEach, expect, it, vi } from 'vitest';
import { randomId, randomUuid } from '../src/lib/random';

afterEach(() => vi.unstubAllGlobals());

it('is random where pages come over plain HTTP', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  const uuids = Array.from({ length: 200 }, () => randomUuid());
  for (const uuid of uuids)
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(uuids).size).toBe(200);
  expect(randomId()).toMatch(/^[0-9a-f]{24}$/);
});
