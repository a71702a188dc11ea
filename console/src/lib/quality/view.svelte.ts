import type { ScaleName } from './colours';

const TABS = ['now', 'fit', 'plan'] as const;
export type Tab = (typeof TABS)[number];
const LAYERS = ['predicted', 'measured', 'walked', 'plan', 'grid'] as const;
export type Layer = (typeof LAYERS)[number];
export type Start = 'known' | 'unknown';

/** The layers that a task has: what a fit and a plan found is drawn while one looks at it. */
export const LAYERS_OF: Record<Tab, readonly Layer[]> = {
  now: ['predicted', 'measured', 'walked'],
  fit: ['predicted', 'measured', 'walked'],
  plan: ['plan', 'grid', 'predicted'],
};

/** What a person looks at; all of it is kept in the link. */
export class QualityViewState {
  tab = $state<Tab>('now');
  layer = $state<Layer>('predicted');
  /** Null: as the level's entrances say. */
  start = $state<Start | null>(null);
  scale = $state<ScaleName>('viridis');
  level = $state<string | null>(null);

  constructor(query: URLSearchParams) {
    this.level = query.get('level');
    this.tab = TABS.find((tab) => tab === query.get('tab')) ?? 'now';
    this.layer =
      LAYERS.find((layer) => layer === query.get('layer')) ?? LAYERS_OF[this.tab][0] ?? 'predicted';
    const start = query.get('start');
    if (start === 'known' || start === 'unknown') this.start = start;
    if (query.get('scale') === 'cividis') this.scale = 'cividis';
  }

  open(tab: Tab): void {
    this.tab = tab;
    this.layer = LAYERS_OF[tab][0] ?? 'predicted';
  }

  get query(): URLSearchParams {
    const query = new URLSearchParams();
    if (this.level !== null) query.set('level', this.level);
    if (this.tab !== 'now') query.set('tab', this.tab);
    if (this.layer !== LAYERS_OF[this.tab][0]) query.set('layer', this.layer);
    if (this.start !== null) query.set('start', this.start);
    if (this.scale !== 'viridis') query.set('scale', this.scale);
    return query;
  }
}
