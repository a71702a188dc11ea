import { changeKey, equal, reversed, valueAt, type Change, type DraftDocument } from './draft_document';

/** What a person did in one go; `what` names it for the undo button. */
export interface Patch {
  readonly what: string;
  readonly changes: readonly Change[];
}

/** Steps kept: more than an afternoon's regrets, and a bound for memory. */
const STEPS = 200;
/** Arrow keys held down are one step. */
export const SAME_STEP_MS = 800;

/** Undo and redo as patches. What somebody else has changed since is left as they left it. */
export class History {
  readonly #done: { patch: Patch; at_ms: number }[] = [];
  #undone: Patch[] = [];

  get undoable(): Patch | null {
    return this.#done.at(-1)?.patch ?? null;
  }

  get redoable(): Patch | null {
    return this.#undone.at(-1) ?? null;
  }

  /** `joins`: goes on with the last step when it was the same, on the same features, a moment ago. */
  add(patch: Patch, at_ms: number, joins = false): void {
    this.#undone = [];
    const last = this.#done.at(-1);
    if (joins && last && at_ms - last.at_ms < SAME_STEP_MS && isSameStep(last.patch, patch)) {
      this.#done[this.#done.length - 1] = { patch: joined(last.patch, patch), at_ms };
      return;
    }
    this.#done.push({ patch, at_ms });
    if (this.#done.length > STEPS) this.#done.shift();
  }

  /** The changes that take the last step back. */
  undo(document: DraftDocument): Change[] {
    const step = this.#done.pop();
    if (!step) return [];
    this.#undone.push(step.patch);
    return stillPossible(document, reversed(step.patch.changes));
  }

  redo(document: DraftDocument, at_ms: number): Change[] {
    const patch = this.#undone.pop();
    if (!patch) return [];
    this.#done.push({ patch, at_ms });
    return stillPossible(document, patch.changes);
  }
}

function isSameStep(a: Patch, b: Patch): boolean {
  const keys = new Set(a.changes.map(changeKey));
  return (
    a.what === b.what &&
    a.changes.length === b.changes.length &&
    b.changes.every((c) => keys.has(changeKey(c)))
  );
}

function joined(first: Patch, second: Patch): Patch {
  const before = new Map(first.changes.map((change) => [changeKey(change), change.before]));
  const changes = second.changes.map((c) => ({ ...c, before: before.get(changeKey(c)) ?? null }));
  return { what: second.what, changes };
}

const stillPossible = (document: DraftDocument, changes: readonly Change[]): Change[] =>
  changes.filter((change) => equal(valueAt(document, change), change.before));
