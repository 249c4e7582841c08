/** The words of the language that the browser asks for first and that there is. */
import { en, type Words } from './en.ts';
import { ko } from './ko.ts';

const LANGUAGES: ReadonlyMap<string, Words> = new Map([
  ['en', en],
  ['ko', ko],
]);

/** The first of `wanted` (BCP 47 tags, best first) that there is, else English. */
export const languageOf = (wanted: readonly string[]): string => {
  const primary = wanted.map((tag) => tag.toLowerCase().replace(/[-_].*/, ''));
  return primary.filter((tag) => LANGUAGES.has(tag))[0] ?? 'en';
};

export const language = languageOf(navigator.languages ?? [navigator.language]);

export const words: Words = LANGUAGES.get(language) ?? en;
