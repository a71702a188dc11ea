/** One key, a two-key sequence (`g s`) or a key held with others (`mod+z`, `mod+shift+z`, `alt+ArrowUp`; mod is Ctrl, on a
 * Mac Command) and what it does. Pages add theirs and take them away again. */
export type Keys = Record<string, (event: KeyboardEvent) => void>;

const SEQUENCE_MS = 1_200;
const layers: Keys[] = [];
let pending: { key: string; at_ms: number } | null = null;

/** Add a page's keys; the answer takes them away. Later layers win. */
export function addKeys(keys: Keys): () => void {
  layers.push(keys);
  return () => void layers.splice(layers.indexOf(keys), 1);
}

/** Whether typing belongs to the element that has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['radio', 'checkbox', 'button', 'submit', 'file'].includes(target.type);
  return (
    target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  );
}

/** Whether the element that has the focus does something with a key by itself: buttons with Enter, lists with arrows. */
function usesItself(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (key === 'Enter' || key === ' ') return target.closest('a, button, summary') !== null;
  if (!key.startsWith('Arrow')) return false;
  return target.closest('input, [role="tablist"], [role="tabpanel"], [role="region"]') !== null;
}

export function onKeydown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const plain = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const mod = event.ctrlKey || event.metaKey;
  const key = `${mod ? 'mod+' : ''}${mod && event.shiftKey ? 'shift+' : ''}${event.altKey ? 'alt+' : ''}${plain}`;
  if (isTyping(event.target) && key !== 'Escape') return;
  if (usesItself(event.target, plain)) return;
  if (document.querySelector('dialog[open]')) return;
  const begun =
    pending !== null && event.timeStamp - pending.at_ms < SEQUENCE_MS ? `${pending.key} ${key}` : null;
  pending = null;
  for (const name of begun === null ? [key] : [begun, key]) {
    const action = layers.findLast((layer) => name in layer)?.[name];
    if (action) {
      event.preventDefault();
      action(event);
      return;
    }
  }
  if (layers.some((layer) => Object.keys(layer).some((name) => name.startsWith(`${key} `)))) {
    pending = { key, at_ms: event.timeStamp };
  }
}
