import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Where a service runs while the pages are worked on: `npm run dev` hands /v1 on to it. */
const service = process.env['AISLECAST_URL'] ?? 'http://127.0.0.1:8600';

export default defineConfig({
  base: '/',
  plugins: [svelte()],
  build: {
    outDir: '../campaigns/console_dist',
    emptyOutDir: true,
    // light-dark() and the popover-free dialogs of these versions are used as they are.
    target: ['chrome125', 'firefox128', 'safari17.5'],
    // Under `default-src 'self'` nothing may come from a data: address.
    assetsInlineLimit: 0,
    manifest: true,
    // Sizes are printed by scripts/budget.mjs, by what a person waits for.
    reportCompressedSize: false,
  },
  server: { proxy: { '/v1': service } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
