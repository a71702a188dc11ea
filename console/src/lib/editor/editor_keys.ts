import type { Keys } from '../ui/keys';
import type { EditorCommands } from './canvas/editor_commands';
import { copy, paste, remove, turn } from './commands';
import type { Editor, Tool } from './editor.svelte';
import { isDrawn, keyOf } from './feature';
import { nudgeKey } from './nudge_key';
import { TOOL_KEYS } from './tool_keys';

export interface KeyTargets {
  readonly editor: Editor;
  commands(): EditorCommands | null;
  /** What may be typed to the tool in hand now. */
  typing(): 'length' | 'size' | null;
  /** Put a first character into the field for lengths. */
  type(character: string): void;
  pick(tool: Tool): void;
  search(): void;
}

/** The keys of the map editor. */
export function editorKeys(on: KeyTargets): Keys {
  const { editor } = on;
  const tools = Object.entries(TOOL_KEYS).map(([tool, key]) => [key, () => on.pick(tool as Tool)]);
  const arrows = (['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown'] as const).flatMap((key) =>
    [key, `alt+${key}`].map((name) => [name, (event: KeyboardEvent) => arrow(event)]),
  );
  const digits = [...'0123456789.'].map((digit) => [digit, () => digitTyped(digit)]);

  function arrow(event: KeyboardEvent): void {
    if (nudgeKey(editor, event)) return;
    const [right, up] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1] }[event.key] ?? [0, -1];
    on.commands()?.pan(right ?? 0, up ?? 0);
  }

  function digitTyped(digit: string): void {
    if (on.typing() !== null) on.type(digit);
    else if (digit === '0') on.commands()?.fit();
  }

  function leave(): void {
    if (on.commands()?.back()) return;
    if (editor.tool !== 'select') on.pick('select');
    else editor.choose([]);
  }

  return {
    ...Object.fromEntries([...tools, ...arrows, ...digits]),
    'mod+z': () => editor.undo(),
    'mod+shift+z': () => editor.redo(),
    'mod+y': () => editor.redo(),
    'mod+c': () => copy(editor),
    'mod+x': () => {
      copy(editor);
      remove(editor);
    },
    'mod+v': () => paste(editor),
    'mod+a': () =>
      editor.choose(
        [...editor.features.values()]
          .filter(({ kind }) => isDrawn(kind) && kind !== 'outline' && editor.pickable(kind))
          .map(keyOf),
      ),
    Delete: () => remove(editor),
    Backspace: () => void (on.commands()?.back() || remove(editor)),
    r: () => turn(editor, Math.PI / 2),
    Enter: () => on.commands()?.finish(),
    Escape: leave,
    '+': () => on.commands()?.zoom(1),
    '-': () => on.commands()?.zoom(-1),
    '/': () => on.search(),
  };
}
