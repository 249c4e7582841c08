/** What one name tells, of a file or a folder, without looking around. */
import { type LoneNumber, loneNumberOf } from './lone-number.ts';
import { type Marks, marksOf } from './marks.ts';
import { type Part, partIn, partStart } from './parts.ts';
import { withoutGroup, withoutIds } from './prefixes.ts';
import {
  NO_VERSION,
  type PlacedTag,
  type Release,
  releaseOf,
  tagsIn,
  type Version,
} from './release.ts';
import { headTitle, isCameraName, plainText, restOf, titleText } from './text.ts';
import { type Token, tokensOf } from './tokens.ts';
import { titleAndYear, yearIn } from './years.ts';

export interface Reading {
  /** The whole, without group and ids. */
  readonly text: string;
  /** Empty where the name begins with an episode. */
  readonly title: string;
  readonly year: number | null;
  readonly marks: Marks | null;
  /** What comes after the marks or the year, before words of the release; null for nothing. */
  readonly rest: string | null;
  readonly version: Version;
  /** Whether there are words that only releases have. */
  readonly isRelease: boolean;
  /** Of a group that translates series: a number after the title is an episode. */
  readonly isFansub: boolean;
  readonly part: Part | null;
  readonly ids: Readonly<Record<string, string>>;
  readonly number: LoneNumber | null;
  /** `NCOP`, `NCED 2`: openings and endings without credits. */
  readonly creditless: string | null;
}

export const readName = (written: string): Reading => {
  const { text: plain, ids, edition } = withoutIds(plainText(written));
  const { text, isFansub } = withoutGroup(plain);
  if (isCameraName(text)) return { ...UNREAD, text, title: text, ids };
  const tokens = tokensOf(text);
  const name: Name = { text, tokens, tags: tagsIn(text, tokens) };
  const marks = marksOfSeries(name);
  const part = partIn(text, tokens);
  const { release, ...told } = marks === null ? plainName(name, part) : markedName(name, marks);
  const core = text.slice(0, release.start);
  const creditless = creditlessIn(name);
  const isCounted = marks !== null && (marks.episodes.length > 0 || marks.aired !== null);
  return {
    ...told,
    title: creditless === null ? told.title : titleText(core.slice(0, core.search(CREDITLESS))),
    text,
    marks,
    version: {
      ...release.version,
      edition: edition ?? release.version.edition ?? editionIn(told.rest),
    },
    isRelease: release.isCertain,
    isFansub,
    part,
    ids,
    number: isCounted ? null : loneNumberOf(core, text, isFansub),
    creditless,
  };
};

/** A name taken apart. */
interface Name {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly tags: readonly PlacedTag[];
}

const UNREAD: Reading = {
  text: '',
  title: '',
  year: null,
  marks: null,
  rest: null,
  version: NO_VERSION,
  isRelease: false,
  isFansub: false,
  part: null,
  ids: {},
  number: null,
  creditless: null,
};

/** `Star Wars Episode 1 - The Phantom Menace (1999)` is a film. */
const marksOfSeries = ({ text, tokens }: Name): Marks | null => {
  const marks = marksOf(text, tokens);
  if (marks === null || !marks.isLoose) return marks;
  const year = yearIn(text, tokens, text.length);
  return year !== null && year.start >= marks.end ? null : marks;
};

type Told = Pick<Reading, 'title' | 'year' | 'rest'> & { readonly release: Release };

/** Editions have names of all kinds: `(Black and White Edition)`. */
const editionIn = (rest: string | null): string | null =>
  /^\(?([^()]{3,40} (?:edition|cut|version))\)?$/i.exec(rest ?? '')?.[1] ?? null;

/** A name with an episode or a date in it. */
const markedName = ({ text, tags }: Name, marks: Marks): Told => {
  const after = marks.episodes.length > 0 || marks.aired !== null ? marks.end : 0;
  const release = releaseOf(text, tags, after, Number.POSITIVE_INFINITY);
  const rest = restOf(text.slice(marks.end, Math.max(marks.end, release.start)));
  // `Show.E05.2023.1080p`
  const isYear = !text.includes(' ') && /^(?:19|20)\d\d$/.test(rest ?? '');
  const before = titleAndYear(text.slice(0, marks.start));
  return { ...before, rest: isYear ? null : rest, release };
};

/** A name without: a film's, or a folder's. */
const plainName = ({ text, tokens, tags }: Name, part: Part | null): Told => {
  const early = releaseOf(text, tags, 0, Number.POSITIVE_INFINITY);
  const year = yearIn(text, tokens, early.start);
  if (year === null && isAboutCoding(tags)) {
    const release = { start: text.length, isCertain: false, version: NO_VERSION };
    return { title: titleText(text), year, rest: null, release };
  }
  if (year === null) {
    const end = Math.min(early.start, part?.isSure ? partStart(text) : text.length);
    return {
      title: headTitle(cutAtBracket(text.slice(0, end))),
      year: null,
      rest: null,
      release: early,
    };
  }
  const release = releaseOf(text, tags, year.end, year.end);
  const rest = titleText(
    text.slice(year.end, Math.max(year.end, release.start)).replace(/^[)\]]/, ''),
  );
  if (year.start === 0) {
    const title = headTitle(text.slice(year.end, release.start));
    return { title: titleText(title), year: year.year, rest: null, release };
  }
  const title = headTitle(text.slice(0, year.start));
  return { title, year: year.year, rest: rest === '' ? null : rest, release };
};

/** `h264-aac-test`: no title begins with such a word, so the name is about what is in the file. */
const isAboutCoding = ([first]: readonly PlacedTag[]): boolean =>
  first?.first === 0 && first.tag.force === 'strong';

/** What is in square brackets after a title is none of it. */
const cutAtBracket = (text: string): string => {
  const at = text.indexOf('[', 1);
  return at === -1 || titleText(text.slice(0, at)) === '' ? text : text.slice(0, at);
};

const CREDITLESS = /(?<![\p{L}\p{N}])NC(?:OP|ED)[\s\d]*/iu;

const creditlessIn = ({ text, tokens }: Name): string | null =>
  tokens.some((token) => /^nc(?:op|ed)\d*$/.test(token.text))
    ? (CREDITLESS.exec(text)?.[0].trim() ?? null)
    : null;
