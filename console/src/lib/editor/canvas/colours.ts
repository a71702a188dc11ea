import { readColours } from '../../floor/palette';

const TOKENS = {
  floor: '--plan-floor',
  unit: '--plan-unit',
  fixture: '--plan-fixture',
  wall: '--plan-wall',
  label: '--plan-label',
  ink: '--ink',
  paper: '--paper',
  accent: '--accent',
  area: '--zone-area',
  shelf: '--zone-shelf',
  signage: '--zone-signage',
  entrance: '--zone-entrance',
  checkout: '--zone-checkout',
  exterior: '--zone-exterior',
  other: '--zone-other',
  face: '--face',
  added: '--added',
  changed: '--changed',
  removed: '--removed',
} as const;

export type Colours = Record<keyof typeof TOKENS, string>;

export const readEditorColours = (host: HTMLElement): Colours => readColours(host, TOKENS);
