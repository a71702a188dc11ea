import { tick } from 'svelte';
import type { Camera } from '../floor/view_url';
import { words } from '../i18n/index.svelte';
import { place } from '../router.svelte';
import type { EditorCommands } from './canvas/editor_commands';
import { askAlignment, type DraftApi, type LoadedDraft, type RevisionDifference } from './draft_api';
import { DraftSession } from './draft_session.svelte';
import { Editor, SCALE_NOT_SET, type Tool } from './editor.svelte';
import { keyOf, middleOf, pointsOf, type Kind } from './feature';
import type { Hint } from './modes/mode';
import { ScaleBench } from './scale_bench.svelte';
import type { UnsentEdits } from './unsent';
import { readLink, writeLink } from './view_link';

const HEARD_MS = 6_000;

/** One screen of the editor: the draft and its session, and what is open, shown and said beside it. */
export class Workbench {
  readonly editor = new Editor();
  readonly session: DraftSession;
  readonly scale: ScaleBench;
  /** Where the link that was opened looks. */
  readonly camera: Camera | null;
  commands = $state.raw<EditorCommands | null>(null);
  hint = $state<Hint>('select');
  typing = $state<'length' | 'size' | null>(null);
  px_per_m = $state(1);
  /** Two states of the map that are compared, drawn over the floor. */
  difference = $state.raw<RevisionDifference | null>(null);
  publishing = $state(false);
  comparing = $state(false);
  said = $state('');
  /** Whether the first steps are wanted. */
  steps = $state(true);
  readonly #firstLevel: string;
  #shownCamera = $state.raw<Camera | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly api: DraftApi,
    loaded: LoadedDraft,
    kept: UnsentEdits,
  ) {
    const link = readLink(place.query);
    this.editor.levelId = link.level ?? '';
    for (const kind of link.hidden) this.editor.hidden.add(kind);
    this.session = new DraftSession(this.editor, api, loaded, kept);
    this.scale = new ScaleBench(this.editor, askAlignment);
    this.#firstLevel = loaded.levelIds[0] ?? '';
    this.camera = this.editor.levelId === (link.level ?? this.#firstLevel) ? link.camera : null;
    this.#shownCamera = this.camera;
  }

  readonly needsScale = $derived.by(() => this.editor.problems.some(({ code }) => code === SCALE_NOT_SET));
  readonly showsSteps = $derived.by(() => {
    const kinds = new Set([...this.editor.features.values()].map(({ kind }) => kind));
    const isDrawn = kinds.has('fixture') || kinds.has('zone');
    const isNew = this.needsScale || !isDrawn || (!kinds.has('beacon') && this.editor.baseRevision <= 1);
    return this.steps && isNew;
  });

  pick = (tool: Tool): void => {
    const { editor } = this;
    editor.tool = tool;
    if (tool === 'scale') editor.panel = 'scale';
    else if (editor.panel === 'scale') editor.panel = 'selection';
    if (tool !== 'select') editor.choose([]);
  };

  async show(x_m: number, y_m: number, levelId = this.editor.levelId): Promise<void> {
    this.editor.levelId = levelId;
    await tick();
    this.commands?.centre(x_m, y_m);
  }

  showFeature(kind: string, id: string): void {
    const found = this.editor.find(kind, id);
    if (!found) return;
    void this.show(...middleOf(pointsOf(found.feature)), found.levelId);
    this.editor.choose([keyOf({ kind: kind as Kind, id })]);
  }

  say(text: string): void {
    this.said = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.said = ''), HEARD_MS);
  }

  sayPublished = (revision: number): void => this.say(words.t.editor.publish.done(revision));

  /** The camera came to rest; null: it shows the whole floor. */
  looked(camera: Camera | null): void {
    this.#shownCamera = camera;
  }

  /** What a link to this view keeps. */
  get link(): URLSearchParams {
    const { levelId, hidden } = this.editor;
    const level = levelId === this.#firstLevel ? null : levelId;
    return writeLink({ level, camera: this.#shownCamera, hidden: [...hidden] });
  }
}
