import type { Staff } from '../api/session.svelte';
import { match } from '../paths';

/** The page's own files, kept so that it can be loaded again without a network. Only over HTTPS: elsewhere browsers
 * have neither worker nor cache, and the page must stay open. */

const SHELL = 'aislecast-survey-shell';
const STAFF = 'aislecast.survey.staff';

export const canReload = (): boolean =>
  window.isSecureContext && 'serviceWorker' in navigator && 'caches' in window;

export async function keepShell(): Promise<boolean> {
  if (!canReload()) return false;
  try {
    await navigator.serviceWorker.register('/survey-worker.js', { scope: '/stores/' });
    const cache = await caches.open(SHELL);
    const wanted = new Set(['/index.html', '/favicon.svg', ...loaded()]);
    const known = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
    // The new shell is there before the old one goes: offline, what was kept stays.
    await cache.addAll([...wanted].filter((path) => path === '/index.html' || !known.has(path)));
    for (const path of known) if (!wanted.has(path)) await cache.delete(path);
    return true;
  } catch {
    // Without a network nothing new is kept; what was kept before still serves.
    return (await caches.match('/index.html')) !== undefined;
  }
}

/** Scripts and styles that this page has loaded. */
function loaded(): string[] {
  const fetched = performance.getEntriesByType('resource').map(({ name }) => name);
  const linked = [
    ...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>('link[href], script[src]'),
  ].map((element) => ('href' in element ? element.href : element.src));
  return [...fetched, ...linked]
    .map((url) => new URL(url, location.href))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'))
    .map(({ pathname }) => pathname);
}

/** While a walk is open, this phone remembers whose it is: the page opens again without asking the service. The
 * service asks for the log-in as ever. */
export function rememberStaff(staff: Staff | null): void {
  if (staff) localStorage.setItem(STAFF, JSON.stringify({ login: staff.login, role: staff.role }));
  else localStorage.removeItem(STAFF);
}

export function offlineStaff(path: string): Staff | null {
  if (!match('/stores/:id/survey', path)) return null;
  try {
    const told = JSON.parse(localStorage.getItem(STAFF) ?? 'null') as Partial<Staff> | null;
    return typeof told?.login === 'string' && typeof told.role === 'string'
      ? { login: told.login, role: told.role }
      : null;
  } catch {
    return null;
  }
}
