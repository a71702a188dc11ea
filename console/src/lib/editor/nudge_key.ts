import { nudge } from './commands';
import type { Editor } from './editor.svelte';

const WAYS: Record<string, readonly [number, number]> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Metres of one press: 0.1, with Shift 1, with Alt 0.01. */
export const stepOf_m = (event: { shiftKey: boolean; altKey: boolean }): number =>
  event.altKey ? 0.01 : event.shiftKey ? 1 : 0.1;

/** Move what is chosen by an arrow key; false when it is none, or nothing is chosen. */
export function nudgeKey(editor: Editor, event: KeyboardEvent): boolean {
  const way = WAYS[event.key];
  if (!way || editor.chosen.size === 0 || event.ctrlKey || event.metaKey) return false;
  event.preventDefault();
  event.stopPropagation();
  const step_m = stepOf_m(event);
  nudge(editor, way[0] * step_m, way[1] * step_m);
  return true;
}
