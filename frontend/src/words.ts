// The one catalogue of words, which Go embeds too. A key that is not there does not compile.
import { createContext, useContext } from 'react';
import en from '../../app/lang/en.json';
import ja from '../../app/lang/ja.json';

export type Key = keyof typeof en;
export type Language = 'ja' | 'en';
export type Words = (key: Key, values?: Record<string, string>) => string;

const catalogues: Record<Language, Record<Key, string>> = { ja, en };

/** The words of a language, with {names} filled in. */
export function wordsOf(language: Language): Words {
  const words = catalogues[language];
  return (key, values) => (words[key] ?? `⟦${key}⟧`).replace(/\{([a-z_]+)\}/g, (whole, name: string) => values?.[name] ?? whole);
}

export const WordsContext = createContext<Words>(wordsOf('ja'));

/** The words of the window's language. */
export const useWords = () => useContext(WordsContext);
