/** Addresses are real paths; the query holds the view (level, camera, who is followed). */

class Place {
  path = $state(window.location.pathname);
  query = $state.raw(new URLSearchParams(window.location.search));

  constructor() {
    window.addEventListener('popstate', () => {
      // The browser has gone already: a page that is not to be left is put back on top.
      if (window.location.pathname === this.path || this.#mayLeave()) this.#read();
      else history.pushState(null, '', this.path);
    });
    document.addEventListener('click', (event) => this.#follow(event));
  }

  /** Ask before this page is left; the answer takes the question back. */
  guard(mayLeave: () => boolean): () => void {
    this.#mayLeave = mayLeave;
    return () => (this.#mayLeave = () => true);
  }
  #mayLeave: () => boolean = () => true;

  /** Go to an address inside the console. */
  go(href: string): void {
    if (!this.#mayLeave()) return;
    history.pushState(null, '', href);
    this.#read();
  }

  /** Change the query of this page without a new entry in the history. */
  keep(query: URLSearchParams): void {
    const text = query.toString();
    history.replaceState(null, '', text === '' ? this.path : `${this.path}?${text}`);
    this.query = query;
  }

  #read(): void {
    this.path = window.location.pathname;
    this.query = new URLSearchParams(window.location.search);
  }

  /** Plain clicks on links to our own pages do not load the document again. */
  #follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest('a');
    if (
      !link ||
      link.target !== '' ||
      link.hasAttribute('download') ||
      link.origin !== window.location.origin
    )
      return;
    if (link.hash !== '' && link.pathname === window.location.pathname) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

export const place = new Place();
