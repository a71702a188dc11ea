// Keeps the survey page alive without a network: its shell comes from the cache when the service cannot be reached.
// What the page kept there itself (src/lib/survey/shell.ts) is all that there is; answers of the API are never cached.
const SHELL = 'aislecast-survey-shell';
const INDEX = '/index.html';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

async function kept(request, fallback) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(SHELL);
    const found = await cache.match(fallback);
    if (found) return found;
    throw error;
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (/^\/stores\/[^/]+\/survey\/?$/.test(pathname)) event.respondWith(kept(request, INDEX));
  } else if (pathname.startsWith('/assets/') || pathname === '/favicon.svg') {
    event.respondWith(kept(request, request));
  }
});
