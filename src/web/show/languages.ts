/** Languages by their names, in the language of the page. */
import { language } from '../words/words.ts';

interface Names {
  of(tag: string): string | undefined;
}

/** Old browsers do not know them. */
const names = (): Names | null => {
  const { DisplayNames } = Intl as {
    DisplayNames?: new (locales: string[], options: { type: 'language' }) => Names;
  };
  return DisplayNames === undefined ? null : new DisplayNames([language], { type: 'language' });
};

const MOST = 6;

/** `English, Deutsch, +3` */
export const languageNames = (tags: readonly string[]): string => {
  const known = names();
  const nameOf = (tag: string): string => {
    try {
      return known?.of(tag) ?? tag.toUpperCase();
    } catch {
      return tag; // no tag at all
    }
  };
  const shown = tags.length > MOST ? tags.slice(0, MOST - 1) : tags;
  const rest = tags.length - shown.length;
  return shown
    .map(nameOf)
    .concat(rest > 0 ? [`+${rest}`] : [])
    .join(', ');
};
