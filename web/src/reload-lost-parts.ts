/** A page that could not load its parts right after it was loaded anew says so instead. */
const AGAIN_MS = 10_000;
const KEY = 'taskdeck:reloaded-at';

/**
 * Loads the page anew when a part of it can't be loaded: a newer build has other parts, and a change of the network (a VPN, a new Docker network)
 * makes browsers give up what was under way. Vite tells of both by this event.
 */
export function reloadLostParts(page: Window): void {
  const { location, sessionStorage } = page;
  page.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - last < AGAIN_MS) return;
    sessionStorage.setItem(KEY, String(Date.now()));
    event.preventDefault();
    location.reload();
  });
}
