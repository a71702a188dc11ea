import { api } from '../api/client';
import { answered, Problem } from '../api/problem';
import type { components } from '../api/schema';
import type { PageClock } from './clock';
import type { Keep, KeptEntry, KeptMotion, KeptWalk } from './keep';

export type ReportView = components['schemas']['ReportView'];
export type WalkView = components['schemas']['WalkView'];

const ENTRIES_AT_ONCE = 400;
const CLOCK_EVERY_MS = 30_000;
const TRIPS = 3;

/** Brings what the phone keeps to the service, as often as it takes; nothing is told twice differently. */
export class Uplink {
  #keep: Keep;
  #clock: PageClock;
  #device: string;
  #readAt_ms = Number.NEGATIVE_INFINITY;

  constructor(keep: Keep, clock: PageClock, device: string) {
    this.#keep = keep;
    this.#clock = clock;
    this.#device = device;
  }

  /** Send all that is kept of a walk. Gives what the service makes of it, null when nothing was new. Throws `Problem`. */
  async send(walk: KeptWalk): Promise<WalkView | null> {
    const path = { store_id: walk.store_id, walk_id: walk.id };
    let view: WalkView | null = null;
    if (!walk.isOpen) {
      const body = { level_id: walk.level_id, device: this.#device, phone: phoneName() };
      view = await answered(
        api.PUT('/v1/stores/{store_id}/survey/walks/{walk_id}', { params: { path }, body }),
      );
      walk.isOpen = true;
      await this.#keep.put('walks', walk.id, { ...walk });
    }
    await this.#readClock();
    for (;;) {
      const unsent = (await this.#keep.of<KeptEntry>('entries', walk.id)).filter(({ sent }) => !sent);
      const some = unsent.slice(0, ENTRIES_AT_ONCE);
      if (some.length === 0) break;
      const body = {
        device: this.#device,
        entries: some.map(({ entry }) => entry),
        clocks: [{ clock: this.#clock.name, readings: this.#clock.readings }],
      };
      view = await answered(
        api.POST('/v1/stores/{store_id}/survey/walks/{walk_id}/entries', { params: { path }, body }),
      );
      for (const each of some) {
        await this.#keep.put('entries', [walk.id, each.sequence], { ...each, sent: true });
      }
    }
    for (;;) {
      const [chunk] = await this.#keep.of<KeptMotion>('motion', walk.id, 1);
      if (!chunk) break;
      await this.#sendMotion(path, chunk);
      await this.#keep.drop('motion', [walk.id, chunk.sequence]);
    }
    return view;
  }

  async #sendMotion(path: { store_id: string; walk_id: string }, chunk: KeptMotion): Promise<void> {
    const query = new URLSearchParams({
      device: this.#device,
      sequence: String(chunk.sequence),
      clock: chunk.clock,
    });
    const url = `/v1/stores/${encodeURIComponent(path.store_id)}/survey/walks/${path.walk_id}/motion?${query}`;
    await raw(url, chunk.rows, 'application/octet-stream');
  }

  async #readClock(): Promise<void> {
    const { t_ms } = this.#clock.now();
    if (this.#clock.readings.length > 0 && t_ms - this.#readAt_ms < CLOCK_EVERY_MS) return;
    for (let k = 0; k < TRIPS; k += 1) {
      await this.#clock.read(async () => (await answered(api.GET('/v1/clock'))).unix_ms);
    }
    this.#readAt_ms = t_ms;
  }
}

/** Send bytes as they are. Throws `Problem`. */
export async function raw(url: string, body: BodyInit, type: string): Promise<void> {
  const headers = { 'X-Aislecast': '1', 'Content-Type': type };
  const request = fetch(url, { method: 'POST', headers, body, credentials: 'same-origin' });
  await answered(
    request.then(async (response) => ({
      response,
      ...(response.ok ? {} : { error: await response.json().catch(() => undefined) }),
    })),
  );
}

/** What tells this phone from others, for people: never more than the browser says anyway. */
function phoneName(): string {
  const agent = navigator.userAgent;
  const system = /Android|iPhone|iPad|Windows|Macintosh|Linux/.exec(agent)?.[0] ?? '';
  const browser = /Firefox|Edg|Chrome|Safari/.exec(agent)?.[0] ?? 'browser';
  return `${browser} ${system}`.trim();
}

export const isOffline = (problem: unknown): boolean => problem instanceof Problem && problem.status === 0;
/** Trying the same again cannot help: somebody else's walk, or something the service does not take. */
export const isRefused = (problem: unknown): boolean =>
  problem instanceof Problem &&
  problem.status >= 400 &&
  problem.status < 500 &&
  ![401, 408, 429].includes(problem.status);
