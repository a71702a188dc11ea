import type { QueryClient } from '@tanstack/svelte-query';
import type { Component } from 'svelte';
import { draftQuery } from './editor/draft_query';
import type { Texts } from './i18n/en';

/** A page of one store: `/stores/:id/<name>`. A line here is its route, its entry in the navigation and its key. */
export interface StorePage {
  load: () => Promise<{ default: Component<{ storeId: string }> }>;
  /** What it shows first, asked for while its code is on the way. */
  prefetch?: (queries: QueryClient, storeId: string) => void;
  /** Second key of the sequence `g <key>`. */
  key: string;
  /** Who may open it, as the routes behind it say. */
  roles: readonly string[];
}

const FLOOR_STAFF = ['admin', 'operator', 'staff'] as const;

export type StorePageName = keyof Texts['storePages']['names'];

export const STORE_PAGES: Partial<Record<StorePageName, StorePage>> = {
  live: { load: () => import('../routes/LiveFloor.svelte'), key: 'l', roles: FLOOR_STAFF },
  survey: { load: () => import('../routes/Survey.svelte'), key: 'w', roles: FLOOR_STAFF },
  map: {
    load: () => import('../routes/MapEditor.svelte'),
    prefetch: (queries, storeId) => void queries.prefetchQuery(draftQuery(storeId)),
    key: 'm',
    roles: FLOOR_STAFF,
  },
  quality: { load: () => import('../routes/Quality.svelte'), key: 'q', roles: FLOOR_STAFF },
  health: { load: () => import('../routes/BeaconHealth.svelte'), key: 'b', roles: FLOOR_STAFF },
  products: { load: () => import('../routes/Products.svelte'), key: 'p', roles: FLOOR_STAFF },
};

export const storePage = (name: string): StorePage | null =>
  Object.hasOwn(STORE_PAGES, name) ? (STORE_PAGES[name as StorePageName] ?? null) : null;

/** The pages that a role may open, in their order. */
export const pagesFor = (role: string): [StorePageName, StorePage][] =>
  (Object.entries(STORE_PAGES) as [StorePageName, StorePage][]).filter(([, { roles }]) =>
    roles.includes(role),
  );
