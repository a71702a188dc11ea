export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
const KEY = 'aislecast.theme';

const known = (text: string | null): Theme => THEMES.find((theme) => theme === text) ?? 'auto';

class Colours {
  choice = $state<Theme>(known(localStorage.getItem(KEY)));
  #systemDark = window.matchMedia('(prefers-color-scheme: dark)');
  #dark = $state(this.#systemDark.matches);
  /** What is shown; canvases read their colours again when it changes. */
  shown = $derived<'light' | 'dark'>(this.choice === 'auto' ? (this.#dark ? 'dark' : 'light') : this.choice);

  constructor() {
    this.#systemDark.addEventListener('change', (event) => (this.#dark = event.matches));
  }

  choose(choice: Theme): void {
    this.choice = choice;
    localStorage.setItem(KEY, choice);
    this.apply();
  }

  apply(): void {
    document.documentElement.dataset['theme'] = this.choice;
  }
}

export const theme = new Colours();
