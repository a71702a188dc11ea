import { api } from '../api/client';
import { answered, Problem } from '../api/problem';
import { words } from '../i18n/index.svelte';
import { faultText, refusal } from '../i18n/refusal';
import type { components } from '../api/schema';
import { documentOf, NO_LEVEL, type DraftDocument } from './draft_document';
import type { Problem as MapProblem } from './editor.svelte';
import { readFeature, readValue, writeValue } from './exchange';
import type { Affine, Kind, PlanImage, Value, Values } from './feature';
import type { DraftConflict, OthersChange, SaveAnswer, SentChange } from './save_queue';
import type { AlignmentAnswer, AlignmentRequest } from './scale_bench.svelte';
import { joined } from './store_fields';

type Schemas = components['schemas'];
type Name = Pick<Schemas['MadeView'], 'level_id' | 'kind' | 'id'>;

/** What a save tells beside what became of it. */
export interface DraftFigures {
  readonly changed: number;
  readonly base: number;
  readonly current: number;
  /** null: they are still being looked for. */
  readonly problems: readonly MapProblem[] | null;
}

export interface LoadedDraft extends DraftFigures {
  readonly version: number;
  readonly document: DraftDocument;
  readonly levelIds: readonly string[];
}

export interface Difference {
  readonly level_id: string;
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
  readonly before: Value | null;
  readonly after: Value | null;
}

export interface RevisionDifference {
  readonly changes: readonly Difference[];
  readonly radioChanged: boolean;
}

export type Revision = Schemas['RevisionView'];

/** What publishing came to: a revision, two people's changes to choose between, or a refusal in words. */
export type Published =
  | { readonly kind: 'published'; readonly revision: number }
  | { readonly kind: 'conflict'; readonly version: number; readonly conflicts: readonly DraftConflict[] }
  | { readonly kind: 'refused'; readonly reason: string };

const value = (kind: string, sent: object | null): Value | null =>
  sent === null ? null : readValue(kind as Kind, sent);
const named = ({ level_id, kind, id }: Name) => ({ level_id: level_id ?? NO_LEVEL, kind: kind as Kind, id });

/** The routes of one store's draft. */
export class DraftApi {
  readonly #path;

  constructor(storeId: string) {
    this.#path = { path: { store_id: storeId } };
  }

  async load(): Promise<LoadedDraft> {
    return readDraft(await answered(api.GET('/v1/stores/{store_id}/draft', { params: this.#path })));
  }

  async problems(): Promise<readonly MapProblem[]> {
    const route = '/v1/stores/{store_id}/draft/problems';
    return (await answered(api.GET(route, { params: this.#path }))).items;
  }

  async save(version: number, changes: readonly SentChange[]): Promise<SaveAnswer<DraftFigures>> {
    const sent = changes.map(({ level_id, kind, id, value }) => ({
      level_id: level_id || null,
      kind,
      id,
      value: value && writeValue(value),
    }));
    const route = '/v1/stores/{store_id}/draft/changes';
    const body = { version, changes: sent, reason: '' };
    try {
      const { data, error, response } = await api.POST(route, { params: this.#path, body });
      if (data) {
        const figures = figuresOf(data);
        return { kind: 'stored', version: data.version, others: data.others.map(other), problems: figures };
      }
      if (isDispute(error)) return conflictOf(error);
      // 409 without a dispute: the service was too busy with others' saves; the same save again will do.
      if (
        response.status >= 500 ||
        response.status === 409 ||
        response.status === 429 ||
        response.status === 401
      )
        return { kind: 'unheard' };
      return refusalOf(error as Schemas['Problem'], changes);
    } catch {
      // fetch rejects with a TypeError when there is no network: what was to be sent is kept.
      return { kind: 'unheard' };
    }
  }

  async publish(version: number, note: string): Promise<Published> {
    const route = '/v1/stores/{store_id}/draft/publish';
    const { data, error, response } = await api.POST(route, { params: this.#path, body: { version, note } });
    if (data) return { kind: 'published', revision: data.revision };
    if (isDispute(error)) {
      const { version: newer, conflicts } = conflictOf(error);
      return { kind: 'conflict', version: newer, conflicts: conflicts.map(contestedOnly) };
    }
    return { kind: 'refused', reason: refusal(new Problem(response.status, error), words.t) };
  }

  /** Put the draft over the newest revision; `choices` say whose change stays. */
  async rebase(
    version: number,
    choices: readonly { conflict: DraftConflict; side: 'mine' | 'theirs' }[],
  ): Promise<LoadedDraft> {
    const take = choices.map(({ conflict, side }) => ({
      level_id: conflict.level_id || null,
      kind: conflict.kind,
      id: conflict.id,
      side: side === 'mine' ? ('draft' as const) : ('revision' as const),
    }));
    const route = '/v1/stores/{store_id}/draft/rebase';
    return readDraft(await answered(api.POST(route, { params: this.#path, body: { version, take } })));
  }

  /** Throw the draft away, as it was at a version; refused when somebody drew since. */
  async discard(version: number): Promise<void> {
    const params = { ...this.#path, query: { version } };
    await answered(api.DELETE('/v1/stores/{store_id}/draft', { params }));
  }

  async revisions(): Promise<Revision[]> {
    return (await answered(api.GET('/v1/stores/{store_id}/revisions', { params: this.#path }))).items;
  }

  /** What differs from revision `from` to another or to the draft. */
  async difference(from: number, to: number | 'draft'): Promise<RevisionDifference> {
    const params = { path: { ...this.#path.path, number: from }, query: { to } };
    const route = '/v1/stores/{store_id}/revisions/{number}/difference';
    const found = await answered(api.GET(route, { params }));
    const changes = found.changes.map((one) => ({
      ...named(one),
      name: one.name,
      before: value(one.kind, one.before),
      after: value(one.kind, one.after),
    }));
    return { changes, radioChanged: found.radio_changed };
  }

  async restore(number: number, note: string): Promise<number> {
    const params = { path: { ...this.#path.path, number } };
    const route = '/v1/stores/{store_id}/revisions/{number}/restore';
    return (await answered(api.POST(route, { params, body: { note } }))).revision;
  }

  /** Keep a picture for a level; how it lies on the floor is a first guess of its scale. Raises `Problem`. */
  async addPicture(file: File): Promise<PlanImage> {
    const params = { ...this.#path, query: { file: file.name } };
    const sent = { params, body: file as never, bodySerializer: (body: unknown) => body as File };
    const headers = { 'Content-Type': 'application/octet-stream' };
    const kept = await answered(api.POST('/v1/stores/{store_id}/pictures', { ...sent, headers }));
    return { ...kept, floor_from_image: kept.floor_from_image as unknown as Affine };
  }

  pictureAddress = (file: string): string =>
    `/v1/stores/${encodeURIComponent(this.#path.path.store_id)}/pictures/${encodeURIComponent(file)}`;
}

/** A draft as the service sends it, for the editor. */
export function readDraft(draft: Schemas['DraftView']): LoadedDraft {
  const levels = draft.levels.map(({ id, features, ...own }) => ({
    id,
    features: [readFeature({ kind: 'level', id, value: own }), ...features.map(readFeature)],
  }));
  return {
    version: draft.version,
    document: documentOf([...levels, { id: NO_LEVEL, features: [storeOf(draft)] }]),
    levelIds: levels.map(({ id }) => id),
    ...figuresOf(draft),
  };
}

const storeOf = ({ store_id, store }: Schemas['DraftView']) =>
  readFeature({ kind: 'store', id: store_id, value: store });

const figuresOf = (of: Schemas['DraftView'] | Schemas['Saved']): DraftFigures => ({
  changed: of.changed,
  base: of.base_revision,
  current: of.current_revision,
  problems: of.problems,
});

const other = (one: Schemas['MadeView']): OthersChange => ({
  ...named(one),
  value: value(one.kind, one.value),
  by: one.by,
  at: one.at,
});

const isDispute = (error: unknown): error is Schemas['DraftConflictProblem'] =>
  typeof error === 'object' && error !== null && 'conflicts' in error;

function conflictOf(problem: Schemas['DraftConflictProblem']) {
  const conflicts = problem.conflicts.map((clash) => ({
    ...named(clash),
    yours: value(clash.kind, clash.yours),
    theirs: value(clash.kind, clash.theirs),
    base: value(clash.kind, clash.base),
    by: clash.by,
    at: clash.at,
  }));
  const others = problem.others.map(other);
  return { kind: 'conflict' as const, version: problem.version, conflicts, others };
}

/** Of the store itself a rebase decides field by field: what only one of the two changed is no question. */
function contestedOnly(conflict: DraftConflict): DraftConflict {
  if (conflict.kind !== 'store') return conflict;
  const [base, yours, theirs] = [conflict.base, conflict.yours, conflict.theirs] as Values['store'][];
  if (!base || !yours || !theirs) return conflict;
  const side = (whose: 'mine' | 'theirs') => joined(base, yours, theirs, whose);
  return { ...conflict, yours: side('mine'), theirs: side('theirs') };
}

/** The feature whose change was refused: `changes[3].value.area` names it. */
function refusalOf(problem: Schemas['Problem'], changes: readonly SentChange[]): SaveAnswer<DraftFigures> {
  const [first] = problem.errors ?? [];
  const index = Number(/changes[[.](\d+)/.exec(first?.where ?? '')?.[1] ?? Number.NaN);
  const change = changes[index];
  const reason = first ? faultText(first, words.t) : refusal(new Problem(problem.status, problem), words.t);
  return { kind: 'refused', reason, place: change ?? null };
}

/** The picture's scale out of measured distances; in words why there is none. */
export async function askAlignment(request: AlignmentRequest): Promise<AlignmentAnswer | string> {
  try {
    const body = {
      ...request,
      distances: request.distances.map(({ from_px, to_px, length_m }) => ({
        from_px: [...from_px],
        to_px: [...to_px],
        length_m,
      })),
      north: null,
      points: request.points.map(({ px, floor_m }) => ({ px: [...px], floor_m: [...floor_m] })),
    };
    const found = await answered(api.POST('/v1/alignments', { body }));
    return { ...found, floor_from_image: found.floor_from_image as unknown as Affine };
  } catch (problem) {
    if (problem instanceof Problem) return refusal(problem, words.t);
    throw problem;
  }
}
