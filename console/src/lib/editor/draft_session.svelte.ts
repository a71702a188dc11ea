import { changeKey } from './draft_document';
import type { DraftApi, DraftFigures, LoadedDraft, Published } from './draft_api';
import type { Editor } from './editor.svelte';
import { SaveQueue, type DraftConflict, type OthersChange, type SentChange } from './save_queue';
import { editOf, type Unsent, type UnsentEdits } from './unsent';

const POLL_MS = 10_000;

/** A conflict that somebody has to decide: with another draughtsman, or with a newer revision. */
export interface Dispute {
  readonly kind: 'draft' | 'revision';
  readonly conflicts: readonly DraftConflict[];
}

/** One person's work on a store's draft: loading, saving, hearing of others, publishing. */
export class DraftSession {
  dispute = $state.raw<Dispute | null>(null);
  /** Who else changed something just now. */
  heard = $state.raw<{ by: string; count: number } | null>(null);
  /** What earlier tabs of this person could not send. */
  left = $state.raw<readonly Unsent[]>([]);
  readonly #editor: Editor;
  readonly #api: DraftApi;
  readonly #kept: UnsentEdits;
  #isOpen = true;
  #queue: SaveQueue<DraftFigures>;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(editor: Editor, api: DraftApi, loaded: LoadedDraft, kept: UnsentEdits) {
    this.#editor = editor;
    this.#api = api;
    this.#kept = kept;
    this.#queue = this.#begin(loaded);
    editor.connect((changes) => this.#queue.add(changes));
  }

  /** Hear of others while the page is in sight; send what waits when the network is back. */
  start(): () => void {
    const online = () => void this.#queue.flush();
    this.#timer = setInterval(() => {
      if (document.visibilityState === 'visible') void this.#queue.poll();
    }, POLL_MS);
    window.addEventListener('online', online);
    const release = this.#kept.live();
    void this.#kept.left().then((left) => (this.left = left));
    return () => {
      this.#isOpen = false;
      release();
      clearInterval(this.#timer);
      window.removeEventListener('online', online);
      this.#queue.dispose();
    };
  }

  get isSaved(): boolean {
    return this.#queue.isSaved;
  }

  flush(): Promise<boolean> {
    return this.#queue.flush();
  }

  #begin(loaded: LoadedDraft): SaveQueue<DraftFigures> {
    const editor = this.#editor;
    editor.document = loaded.document;
    if (!loaded.levelIds.includes(editor.levelId)) editor.levelId = loaded.levelIds[0] ?? '';
    this.#figures(loaded);
    return new SaveQueue<DraftFigures>(loaded.version, {
      send: (version, changes) => this.#api.save(version, changes),
      onstate: (state) => {
        editor.save = state;
        if (state.kind !== 'conflict' && this.dispute?.kind === 'draft') this.dispute = null;
      },
      onothers: (changes) => this.#hear(changes),
      onconflicts: (conflicts) => (this.dispute = { kind: 'draft', conflicts }),
      onproblems: (figures) => this.#figures(figures),
      onunsent: (changes) => {
        if (this.#isOpen) this.#kept.keep(this.#queue.version, changes, new Date());
      },
      now: () => new Date(),
    });
  }

  #figures(figures: DraftFigures): void {
    const editor = this.#editor;
    editor.changedCount = figures.changed;
    editor.baseRevision = figures.base;
    editor.currentRevision = figures.current;
    if (figures.problems) editor.problems = figures.problems;
    // Looking for them takes a core: the floor is drawn first.
    else
      void drawn()
        .then(() => this.#api.problems())
        .then((problems) => (editor.problems = problems), keepOld);
  }

  #hear(changes: readonly OthersChange[]): void {
    this.#editor.take(changes.map(({ value: after, ...rest }) => ({ ...rest, after })));
    const [last] = changes.slice(-1);
    if (last) this.heard = { by: last.by, count: changes.length };
  }

  /** Load the draft as it is now: after publishing, restoring, throwing away. */
  async reload(): Promise<void> {
    this.#restart(await this.#api.load());
  }

  /** `givenUp`: changes that are not wanted any more. What was drawn since the draft was asked for stays. */
  #restart(loaded: LoadedDraft, givenUp: ReadonlySet<SentChange> = new Set()): void {
    const { version, unsent } = this.#queue;
    this.#queue.dispose();
    this.#queue = this.#begin(loaded);
    this.#editor.save = { kind: 'saved' };
    this.#editor.forgetHistory();
    const changes = unsent.filter((change) => !givenUp.has(change));
    if (changes.length > 0) this.#drawAgain({ version, changes });
  }

  /** Draw what was drawn on an earlier state: what others changed since is compared as with any save. */
  #drawAgain(unsent: Pick<Unsent, 'version' | 'changes'>): void {
    this.#queue.version = Math.min(this.#queue.version, unsent.version);
    this.#editor.edit('change', editOf(unsent, this.#editor.document));
  }

  /** What an earlier tab could not send, on the draft as it is now. */
  takeUp(unsent: Unsent): void {
    this.#drawAgain(unsent);
    this.giveUp(unsent);
  }

  giveUp({ tab }: Unsent): void {
    this.#kept.drop(tab);
    this.left = this.left.filter((one) => one.tab !== tab);
  }

  async publish(note: string): Promise<Published | { kind: 'unsaved' }> {
    if (!(await this.#queue.flush())) return { kind: 'unsaved' };
    let outcome = await this.#api.publish(this.#queue.version, note);
    // A newer revision that touches nothing of ours: our draft goes over it by itself.
    if (outcome.kind === 'conflict' && outcome.conflicts.length === 0) {
      this.#restart(await this.#api.rebase(outcome.version, []));
      outcome = await this.#api.publish(this.#queue.version, note);
    }
    if (outcome.kind === 'conflict' && outcome.conflicts.length > 0) {
      this.#queue.version = outcome.version;
      this.dispute = { kind: 'revision', conflicts: outcome.conflicts };
    }
    if (outcome.kind === 'published') await this.reload();
    return outcome;
  }

  /** Throw away what is seen. What somebody else drew since is not: then it is refused. */
  async discard(): Promise<void> {
    await this.#queue.flush();
    const givenUp = new Set(this.#queue.unsent);
    await this.#api.discard(this.#queue.version);
    this.#restart(await this.#api.load(), givenUp);
  }

  /** Decisions on a dispute, one for each feature. */
  async decide(choices: readonly { conflict: DraftConflict; side: 'mine' | 'theirs' }[]): Promise<void> {
    const { dispute } = this;
    if (!dispute) return;
    if (dispute.kind === 'revision') {
      this.#restart(await this.#api.rebase(this.#queue.version, choices));
      this.dispute = null;
      return;
    }
    const theirs = choices.filter(({ side }) => side === 'theirs');
    this.#editor.take(theirs.map(({ conflict }) => ({ ...conflict, after: conflict.theirs })));
    const open = new Set(dispute.conflicts.map(changeKey));
    for (const { conflict, side } of choices)
      if (open.has(changeKey(conflict))) this.#queue.resolve(conflict, side);
    this.dispute = null;
  }
}

/** Problems that could not be looked for leave the last list standing; the next save brings them. */
const keepOld = () => undefined;

/** After the next frame is on the screen. */
const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
