import { en, type Texts } from './en';
import { ja } from './ja';

export const LANGUAGES = { en: 'English', ja: '日本語' } as const;
export type Language = keyof typeof LANGUAGES;

const DICTIONARIES: Record<Language, Texts> = { en, ja };
const KEY = 'aislecast.language';

/** The person's choice, else the first language of the browser that we speak. */
function initial(): Language {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages];
  const found = wanted.map((tag) => tag?.slice(0, 2)).find((tag) => tag !== undefined && tag in LANGUAGES);
  return (found as Language | undefined) ?? 'en';
}

class Words {
  language = $state<Language>(initial());
  /** The texts in the language in force: `words.t.live.title`. */
  t = $derived(DICTIONARIES[this.language]);

  choose(language: Language): void {
    this.language = language;
    localStorage.setItem(KEY, language);
  }
}

export const words = new Words();
