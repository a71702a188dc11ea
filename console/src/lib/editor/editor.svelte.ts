import { SvelteSet } from 'svelte/reactivity';
import { randomUuid } from '../random';
import { applied, NO_LEVEL, type Change, type DraftDocument, type LevelFeatures } from './draft_document';
import type { Clipboard, Namer } from './duplicate';
import {
  keyOf,
  ZONE_KINDS,
  type DrawnKind,
  type Feature,
  type FeatureOf,
  type Kind,
  type ZoneKind,
} from './feature';
import { History, type Patch } from './history';
import type { SaveState } from './save_queue';

export const TOOLS = [
  'select',
  'fixture',
  'zone',
  'face',
  'beacon',
  'wall',
  'entrance',
  'code',
  'unit',
  'outline',
  'scale',
] as const;
export type Tool = (typeof TOOLS)[number];

/** Of `GET /v1/stores/{id}/draft`: what is wrong or doubtful, and where. */
export interface Problem {
  readonly level: string;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly kind: string;
  readonly id: string;
  readonly x_m: number;
  readonly y_m: number;
}

/** The problem of a picture that nobody has measured yet. */
export const SCALE_NOT_SET = 'scale not set';

export type Panel = 'selection' | 'features' | 'layers' | 'problems' | 'revisions' | 'scale';

/** What a person edits with at one screen: the draft, what is chosen, the tool in hand. */
export class Editor {
  document = $state.raw<DraftDocument>(new Map());
  levelId = $state('');
  chosen = $state.raw<ReadonlySet<string>>(new Set());
  tool = $state<Tool>('select');
  panel = $state<Panel>('selection');
  problems = $state.raw<readonly Problem[]>([]);
  save = $state.raw<SaveState>({ kind: 'saved' });
  baseRevision = $state(0);
  currentRevision = $state(0);
  /** Features of the draft that differ from its base, as the service counted them last. */
  changedCount = $state(0);

  readonly hidden = new SvelteSet<DrawnKind>();
  readonly locked = new SvelteSet<DrawnKind>();
  pictureOpacity = $state(0.7);

  options = $state<{
    shape: 'rectangle' | 'polygon';
    /** As typed: "4.2 x 0.9"; empty: by two clicks. */
    size: string;
    facing: 'none' | 'one' | 'both';
    withZone: boolean;
    zoneKind: ZoneKind;
  }>({ shape: 'rectangle', size: '', facing: 'one', withZone: false, zoneKind: ZONE_KINDS[0] });

  clipboard = $state.raw<Clipboard>({ features: [] });
  /** Names the last step for the undo and the redo button; null: there is none. */
  undoable = $state.raw<string | null>(null);
  redoable = $state.raw<string | null>(null);

  readonly features = $derived<LevelFeatures>(this.document.get(this.levelId) ?? new Map());
  readonly level = $derived(
    (this.features.get(keyOf({ kind: 'level', id: this.levelId })) ?? null) as FeatureOf<'level'> | null,
  );
  /** Name, time zone and rules; null until a draft is there. */
  readonly store = $derived(
    ([...(this.document.get(NO_LEVEL)?.values() ?? [])][0] ?? null) as FeatureOf<'store'> | null,
  );
  readonly chosenFeatures = $derived(
    [...this.chosen].flatMap((key) => {
      const found = this.features.get(key);
      return found ? [found] : [];
    }),
  );

  #history = new History();
  #send: (changes: readonly Change[]) => void = () => {};

  /** Where edits go to be saved. */
  connect(send: (changes: readonly Change[]) => void): void {
    this.#send = send;
  }

  /** Do what a patch says; it can be undone. `joins`: as one step with the same a moment ago. */
  edit(what: Patch['what'], changes: readonly Change[], joins = false): void {
    if (changes.length === 0) return;
    this.#history.add({ what, changes }, performance.now(), joins);
    this.#put(changes);
  }

  undo(): void {
    this.#put(this.#history.undo(this.document));
  }

  redo(): void {
    this.#put(this.#history.redo(this.document, performance.now()));
  }

  #put(changes: readonly Change[]): void {
    this.document = applied(this.document, changes);
    this.undoable = this.#history.undoable?.what ?? null;
    this.redoable = this.#history.redoable?.what ?? null;
    if (changes.length === 0) return;
    this.#forgetMissing();
    this.#send(changes);
  }

  /** Changes that come from elsewhere: drawn, not sent again, not undone. */
  take(changes: Iterable<Omit<Change, 'before'>>): void {
    this.document = applied(this.document, changes);
    this.#forgetMissing();
  }

  /** A draft that was published or taken anew begins a history of its own. */
  forgetHistory(): void {
    this.#history = new History();
    this.undoable = null;
    this.redoable = null;
    this.#forgetMissing();
  }

  choose(keys: Iterable<string>): void {
    this.chosen = new Set(keys);
  }

  chooseChanged(changes: readonly Change[], kind?: Kind): void {
    const made = changes.filter((change) => change.after !== null && (!kind || change.kind === kind));
    this.choose(made.map(keyOf));
  }

  pickable = (kind: DrawnKind): boolean => !this.hidden.has(kind) && !this.locked.has(kind);

  get namer(): Namer {
    const all = [...this.document.values()];
    return {
      ordinal: this.level?.value.ordinal ?? 0,
      ids: (kind) =>
        all.flatMap((level) => [...level.values()].filter((one) => one.kind === kind).map(({ id }) => id)),
      newUuid: randomUuid,
    };
  }

  find(kind: string, id: string): { levelId: string; feature: Feature } | null {
    for (const [levelId, features] of this.document) {
      const feature = features.get(keyOf({ kind: kind as Kind, id }));
      if (feature) return { levelId, feature };
    }
    return null;
  }

  #forgetMissing(): void {
    const kept = [...this.chosen].filter((key) => this.features.has(key));
    if (kept.length !== this.chosen.size) this.choose(kept);
  }
}
