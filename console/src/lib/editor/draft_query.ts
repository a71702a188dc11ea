import { api } from '../api/client';
import { answered } from '../api/problem';

/** Longer than the page's code takes to come; the page itself takes the draft out when it is left. */
const KEPT_MS = 60_000;

/** A store's draft as the service sends it: small enough to be asked for while the editor's code is on its way. */
export const draftQuery = (storeId: string) => ({
  queryKey: ['draft', storeId],
  queryFn: () => {
    const params = { path: { store_id: storeId } };
    return answered(api.GET('/v1/stores/{store_id}/draft', { params }));
  },
  // Loaded once: from then on the editor's own state is the draft, kept up to date by its saves.
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: KEPT_MS,
  structuralSharing: false,
});
