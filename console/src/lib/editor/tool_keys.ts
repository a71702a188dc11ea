import type { Tool } from './editor.svelte';

/** One key a tool, where the word suggests it. */
export const TOOL_KEYS: Record<Tool, string> = {
  select: 'v',
  fixture: 'f',
  zone: 'z',
  face: 'e',
  beacon: 'b',
  wall: 'w',
  entrance: 'n',
  code: 'c',
  unit: 'u',
  outline: 'o',
  scale: 'm',
};
