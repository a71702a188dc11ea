import createClient from 'openapi-fetch';
import type { paths } from './schema';
import { session } from './session.svelte';

/** The service's public API, typed by its own OpenAPI document. */
export const api = createClient<paths>({ credentials: 'same-origin', headers: { 'X-Aislecast': '1' } });

api.use({
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && schemaPath !== '/v1/session') session.end();
  },
});
