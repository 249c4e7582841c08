/** What other programs and those who share files put into names, and what is left without. */

const ID = /[[{(](tmdb|imdb|tvdb)(?:id)?[-=: ]?(tt\d+|\d+)[\]})]/gi;
const EDITION = /\{edition-([^}]*)\}/i;

/** `{tmdb-603}`, `[imdbid-tt0133093]`, `{edition-Final Cut}` */
export const withoutIds = (
  name: string,
): { text: string; ids: Record<string, string>; edition?: string } => {
  const ids: Record<string, string> = {};
  if (!/[{[(](?:[ti][mv]db|edition)/i.test(name)) return { text: name, ids };
  for (const [, service = '', id = ''] of name.matchAll(ID)) ids[service.toLowerCase()] = id;
  const edition = EDITION.exec(name)?.[1];
  const text = name.replace(ID, ' ').replace(EDITION, ' ');
  return edition === undefined ? { text, ids } : { text, ids, edition };
};

const GROUP = /^\s*\[([^\]]*)\]\s*[-_. ]*/;
const SITE = /^(?:\[\s*)?www\.\S+(?:\s*\])?\s+-?\s*/i;

/** A group or a site in front; `[REC] (2007)` is a title. */
export const withoutGroup = (name: string): { text: string; isFansub: boolean } => {
  const text = name.replace(SITE, '');
  const group = GROUP.exec(text);
  if (group === null) return { text, isFansub: false };
  const left = text.slice(group[0].length);
  if (left.startsWith('[')) {
    return { text: left.replace(/^\[([^\]]*)\]\s*/, '$1 '), isFansub: true };
  }
  const outside = left.replace(/\([^)]*\)|\[[^\]]*\]/g, '');
  return /[\p{L}\p{N}]/u.test(outside) ? { text: left, isFansub: true } : { text, isFansub: false };
};
