/** What words in the names of subtitle files mean. */

export interface SidecarMarks {
  /** As in BCP 47, or ISO 639-2; null where the name says nothing. */
  readonly language: string | null;
  readonly title: string | null;
  readonly forced: boolean;
  /** For those who cannot hear. */
  readonly forDeaf: boolean;
  /** To be shown to those who do not choose. */
  readonly flagged: boolean;
}

interface Marks {
  language: string | null;
  forced: boolean;
  forDeaf: boolean;
  flagged: boolean;
  /** `hi`: for the deaf, or in Hindi where nothing else is said. */
  isHi: boolean;
}

/**
 * `rest`: what comes behind the video's name in the file's, or all of the name, of which only the
 * end may be marks (`isLoose`). Marks stand between dots: `de.forced`, `2_English`, `pt-BR`.
 */
export const marksOf = (rest: string, isLoose: boolean): SidecarMarks => {
  const marks: Marks = {
    ...{ language: null, forced: false, forDeaf: false, flagged: false, isHi: false },
  };
  const parts = rest.split(/[.()[\]{}]+/).flatMap((part) => part.replace(ENDS, '') || []);
  const words: string[] = [];
  for (const part of parts.toReversed()) {
    if (isLoose && words.length > 0) break;
    if (!take(part, marks)) words.unshift(part);
  }
  const { language, forced, forDeaf, flagged, isHi } = marks;
  const title = words.join(' ');
  return {
    language: language ?? (isHi ? 'hi' : null),
    title: isLoose || title === '' ? null : title,
    forced,
    forDeaf: forDeaf || (isHi && language !== null),
    flagged,
  };
};

const ENDS = /^[\s_-]+|[\s_-]+$/g;

/** Whether all words of it are marks. */
const take = (part: string, marks: Marks): boolean => {
  const tag = /^[a-z]{2,3}[-_](?:[a-z]{2}|[a-z]{4}|\d{3})$/i.test(part) ? codeOf(part) : null;
  if (tag !== null) {
    marks.language ??= tag;
    return true;
  }
  const found = part
    .toLowerCase()
    .split(/[\s_-]+/)
    .map(meaningOf);
  if (found.includes(null)) return false;
  for (const change of found) {
    const { language = null, ...others } = change ?? {};
    Object.assign(marks, others);
    // `Chinese Simplified`: what says more.
    if (language !== null && !marks.language?.startsWith(language)) marks.language = language;
  }
  return true;
};

const FLAGS: Readonly<Record<string, Partial<Marks>>> = {
  forced: { forced: true },
  foreign: { forced: true },
  sdh: { forDeaf: true },
  cc: { forDeaf: true },
  hi: { isHi: true },
  default: { flagged: true },
  // Say nothing that is of use.
  '': {},
  full: {},
  sub: {},
  subs: {},
  subtitle: {},
  subtitles: {},
};

const meaningOf = (word: string): Partial<Marks> | null => {
  if (/^\d{1,3}$/.test(word)) return {};
  const flag = Object.hasOwn(FLAGS, word) ? FLAGS[word] : undefined;
  if (flag !== undefined) return flag;
  const language = languageOf(word);
  return language === null ? null : { language };
};

const languageOf = (word: string): string | null => {
  names ??= languageNames();
  return names.get(word) ?? (/^[a-z]{2,3}$/.test(word) ? codeOf(word) : null);
};

/** Made when it is needed, which takes 20 ms. */
let known: Intl.DisplayNames | undefined;

/** Null for what is the code of no language. */
const codeOf = (word: string): string | null => {
  known ??= new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  try {
    const { language } = new Intl.Locale(word.replace('_', '-'));
    if (language === 'mul' || language === 'zxx' || known.of(language) === undefined) return null;
    return word.replace('_', '-');
  } catch {
    return null;
  }
};

/** Languages that subtitles are likely in. */
const LIKELY = (
  'en de fr es it pt nl sv da nb no fi is pl cs sk hu ro bg el tr ru uk sr hr bs sl et lv lt he ' +
  'ar fa hi bn ta te th vi id ms ja ko zh ca eu gl ga cy sq mk'
).split(' ');

/** Names that they do not have for themselves. */
const OTHERS: Readonly<Record<string, string>> = {
  brazilian: 'pt-BR',
  castellano: 'es',
  chs: 'zh-Hans',
  cht: 'zh-Hant',
  farsi: 'fa',
  jp: 'ja',
  latino: 'es-419',
  simplified: 'zh-Hans',
  traditional: 'zh-Hant',
};

let names: Map<string, string> | undefined;

const languageNames = (): Map<string, string> => {
  const found = new Map(Object.entries(OTHERS));
  for (const code of LIKELY) {
    for (const locale of ['en', code]) {
      const name = new Intl.DisplayNames([locale], { type: 'language' }).of(code);
      if (name !== undefined) found.set(name.toLowerCase(), code);
    }
  }
  return found;
};
