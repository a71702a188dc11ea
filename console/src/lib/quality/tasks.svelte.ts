import type { components } from '../api/schema';
import { api } from '../api/client';
import { answered } from '../api/problem';
import { words } from '../i18n/index.svelte';
import { refusal } from '../i18n/refusal';
import type { Job, PlanResult } from './job';

type Order =
  | components['schemas']['FitOrder']
  | components['schemas']['QualityOrder']
  | components['schemas']['PlanOrder'];
type Place = { x_m: number; y_m: number; key: string };

/** How sure the place of a beacon is that was hung by a plan: a metre in each axis, as the planner takes it. */
const HUNG_SD_M = 1;

/** What people do on the page: jobs, publishing, uploads, taking a plan over. `failure` is why the last one did not go. */
export class QualityTasks {
  failure = $state<string | null>(null);
  busy = $state(false);
  readonly #storeId: () => string;
  readonly #onchange: () => void;

  constructor(storeId: () => string, onchange: () => void) {
    this.#storeId = storeId;
    this.#onchange = onchange;
  }

  ask(order: Order): Promise<Job | null> {
    const path = { store_id: this.#storeId() };
    return this.#tried(() =>
      answered(api.POST('/v1/stores/{store_id}/jobs', { params: { path }, body: order })),
    );
  }

  async cancel(job: Job): Promise<void> {
    const path = { store_id: this.#storeId(), number: job.id };
    await this.#tried(() =>
      answered(api.DELETE('/v1/stores/{store_id}/jobs/{number}', { params: { path } })),
    );
  }

  /** The revision that a fitted map became; null when it did not. */
  async publish(job: Job, note: string): Promise<number | null> {
    const path = { store_id: this.#storeId(), number: job.id };
    const published = await this.#tried(() =>
      answered(api.POST('/v1/stores/{store_id}/jobs/{number}/publish', { params: { path }, body: { note } })),
    );
    return published?.revision ?? null;
  }

  /** Store recordings one after the other; gives those that were refused, with why. */
  async upload(
    levelId: string,
    files: readonly File[],
    ondone: (done: number) => void,
  ): Promise<{ name: string; why: string }[]> {
    const refused: { name: string; why: string }[] = [];
    for (const [i, file] of files.entries()) {
      const name = file.name.replaceAll(/[^\w.-]/g, '_');
      try {
        await answered(
          api.POST('/v1/stores/{store_id}/recordings', {
            params: { path: { store_id: this.#storeId() }, query: { name, level: levelId } },
            body: file as unknown as string,
            bodySerializer: (body) => body as unknown as Blob,
            headers: { 'Content-Type': 'application/octet-stream' },
          }),
        );
      } catch (error) {
        refused.push({ name: file.name, why: refusal(error, words.t) });
      }
      ondone(i + 1);
    }
    this.#onchange();
    return refused;
  }

  /** Put planned beacons into the draft, in place of its beacons unless the plan adds to them; tells how many. */
  async takeOver(levelId: string, plan: PlanResult, places: readonly Place[]): Promise<number | null> {
    const path = { store_id: this.#storeId() };
    return this.#tried(async () => {
      const draft = await answered(api.GET('/v1/stores/{store_id}/draft', { params: { path } }));
      const level = draft.levels.find(({ id }) => id === levelId);
      const hanging = level?.features.filter(({ kind }) => kind === 'beacon') ?? [];
      const planned = new Set(places.map(({ key }) => key));
      const gone = plan.kept > 0 ? [] : hanging.filter(({ id }) => !planned.has(id));
      const changes = [
        ...gone.map(({ id }) => ({ level_id: levelId, kind: 'beacon' as const, id, value: null })),
        ...places.map(({ key, x_m, y_m }) => ({
          level_id: levelId,
          kind: 'beacon' as const,
          id: key,
          value: { x_m, y_m, sd_m: HUNG_SD_M },
        })),
      ];
      await answered(
        api.POST('/v1/stores/{store_id}/draft/changes', {
          params: { path },
          body: { version: draft.version, changes },
        }),
      );
      return places.length;
    });
  }

  async #tried<T>(work: () => Promise<T>): Promise<T | null> {
    this.busy = true;
    this.failure = null;
    try {
      return await work();
    } catch (error) {
      this.failure = refusal(error, words.t);
      return null;
    } finally {
      this.busy = false;
      this.#onchange();
    }
  }
}
