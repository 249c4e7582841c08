/** Seasons, episodes and dates that a name spells out: `S01E02`, `1x02`, `Staffel 1`, `第3話`. */
import { numberOf } from './text.ts';
import type { Token } from './tokens.ts';
import { EPISODE_WORDS, SEASON_WORDS, SPECIAL_WORDS } from './words.ts';

export interface Marks {
  readonly season: number | null;
  readonly episodes: readonly number[];
  readonly aired: string | null;
  /** Where they are within the name: what is before them is the title. */
  readonly start: number;
  readonly end: number;
  /** An episode was named by a word alone, as some films do: `Episode 1`. */
  readonly isLoose: boolean;
}

interface Found {
  readonly start: number;
  readonly end: number;
  readonly season?: number;
  readonly episodes?: readonly number[];
  readonly aired?: string;
  readonly isLoose?: boolean;
}

/** Null where there is none. */
export const marksOf = (name: string, tokens: readonly Token[]): Marks | null => {
  if (!/[\d一二三四五六七八九十]/.test(name)) return null;
  const exact = seasonEpisode(name) ?? crossed(name);
  const found = exact === null ? wordMarks(name, tokens) : [exact];
  const hasEpisode = found.some(({ episodes }) => episodes !== undefined);
  const aired = dateIn(name, hasEpisode);
  if (aired !== null && !found.some(({ start, end }) => aired.start < end && start < aired.end)) {
    found.push(aired);
  }
  return found.length === 0 ? null : merged(found);
};

const merged = (found: readonly Found[]): Marks => ({
  season: found.find(({ season }) => season !== undefined)?.season ?? null,
  episodes: found.find(({ episodes }) => episodes !== undefined)?.episodes ?? [],
  aired: found.find(({ aired }) => aired !== undefined)?.aired ?? null,
  start: Math.min(...found.map(({ start }) => start)),
  end: Math.max(...found.map(({ end }) => end)),
  isLoose: found.length === 1 && found[0]?.isLoose === true,
});

/** What may follow the first episode: `E02`, `-E02`, `-02`, ` - S01E02`; `-720p` may not. */
const MORE = /(?:[ ._]?[-+&]?[ ._]?(?:s\d{1,4}[ ._]?)?ep?\d{1,4}(?!\d)|-\d{1,3}(?![\dpi]))*/;
const SEASON_EPISODE = new RegExp(
  `(?<![a-z0-9])s(\\d{1,4})[ ._-]{0,3}ep?[ ._]?(\\d{1,4})(?!\\d)(${MORE.source})` +
    '(?:v\\d(?![a-z0-9]))?',
  'i',
);

const seasonEpisode = (name: string): Found | null => {
  const match = SEASON_EPISODE.exec(name);
  if (match === null) return null;
  const [whole, season = '', first = '', more = ''] = match;
  const others = [...more.matchAll(/(?:^-|ep?|-)(\d+)/gi)].map(([, digits]) => Number(digits));
  return {
    start: match.index,
    end: match.index + whole.length,
    season: Number(season),
    episodes: episodesOf([Number(first), ...others], more.includes('-')),
  };
};

const MORE_CROSSED = /(?:[-x]\d{2,3}(?![\dpi])|[ ._]?-[ ._]?\d{1,2}x\d{2,3})*/;
const CROSSED = new RegExp(
  `(?<![a-z0-9])(\\d{1,2})x(\\d{2,3})(?!\\d)(${MORE_CROSSED.source})`,
  'i',
);

const crossed = (name: string): Found | null => {
  const match = CROSSED.exec(name);
  if (match === null) return null;
  const [whole, season = '', first = '', more = ''] = match;
  const others = [...more.matchAll(/(?:\dx|x|-)(\d{2,3})/gi)].map(([, digits]) => Number(digits));
  return {
    start: match.index,
    end: match.index + whole.length,
    season: Number(season),
    episodes: episodesOf([Number(first), ...others], more.includes('-')),
  };
};

/** `E01-E04` are four, `E01E04` two. */
const episodesOf = (numbers: readonly number[], isRange: boolean): number[] => {
  const [first = 0, last = first] = numbers;
  const length = last - first + 1;
  if (!isRange || numbers.length !== 2 || length < 2 || length > 50) return [...new Set(numbers)];
  return Array.from({ length }, (_, index) => first + index);
};

/** Words with numbers beside them. */
const wordMarks = (name: string, tokens: readonly Token[]): Found[] => {
  let season: Found | null = null;
  let episode: Found | null = null;
  for (const at of tokens.keys()) {
    season ??= seasonAt(name, tokens, at);
    episode ??= episodeAt(name, tokens, at) ?? specialAt(name, tokens, at);
  }
  if (EAST_ASIAN.test(name)) {
    season ??= eastAsian(name, HAN_SEASON, (number) => ({ season: number }));
    episode ??= eastAsian(name, COUNTED_EPISODE, (number) => ({ episodes: [number] }));
  }
  if (episode === null && name.includes('#')) {
    episode = eastAsian(name, NUMBER_SIGN, (number) => ({ episodes: [number] }));
  }
  return [season, episode].filter((it) => it !== null);
};

const JOINED = /^(\p{L}+?)(\d{1,4})$/u;
const NUMBER = /^\d{1,4}$/;
const ORDINAL = /^(\d{1,2})(?:st|nd|rd|th|er|e|ère)$/;
const NEXT_TO = /^(?! - )[ ._#ªº-]{0,3}$/;
/** `Season 1-8` is a box of them. */
const SHORT_SEASON = /^s(\d{1,2})$/;
const DASHED = /^ - \d{2,}/;
const RANGE = /^[ ]?[-–~][ ]?(?:s|season)?[ ]?\d/i;

const seasonAt = (name: string, tokens: readonly Token[], at: number): Found | null => {
  const word = tokens[at];
  if (word === undefined) return null;
  const joined = JOINED.exec(word.text);
  if (joined !== null && SEASON_WORDS.has(joined[1] ?? ''))
    return season(name, word, word, joined[2]);
  const short = SHORT_SEASON.exec(word.text)?.[1];
  if (short !== undefined && DASHED.test(name.slice(word.end)))
    return season(name, word, word, short);
  if (!SEASON_WORDS.has(word.text)) return null;
  const before = tokens[at - 1];
  const ordinal = before === undefined ? null : ORDINAL.exec(before.text);
  if (before !== undefined && ordinal !== null) return season(name, before, word, ordinal[1]);
  const after = tokens[at + 1];
  if (after !== undefined && isNextTo(name, word, after)) {
    if (NUMBER.test(after.text)) return season(name, word, after, after.text);
  }
  const isCounted = before !== undefined && /^\d{1,2}$/.test(before.text);
  return isCounted && isNextTo(name, before, word) ? season(name, before, word, before.text) : null;
};

const season = (name: string, from: Token, to: Token, digits = ''): Found | null =>
  RANGE.test(name.slice(to.end)) && !DASHED.test(name.slice(to.end))
    ? null
    : { start: from.start, end: to.end, season: Number(digits) };

const isNextTo = (name: string, before: Token, after: Token): boolean =>
  NEXT_TO.test(name.slice(before.end, after.start));

/** Those that the number may come before: `5. Bölüm`. */
const COUNTED = new Set(['bölüm', 'серия', 'серії', 'rész', 'díl', 'epizoda', 'odcinek']);
const SHORT = /^(?:ep\d{1,4}|e\d{2,4})$/;

const episodeAt = (name: string, tokens: readonly Token[], at: number): Found | null => {
  const word = tokens[at];
  if (word === undefined) return null;
  if (SHORT.test(word.text)) return episode(name, tokens, at, word, false);
  const joined = JOINED.exec(word.text)?.[1];
  if (joined !== undefined && joined.length > 2 && EPISODE_WORDS.has(joined)) {
    return episode(name, tokens, at, word, true);
  }
  if (!EPISODE_WORDS.has(word.text)) return null;
  const after = tokens[at + 1];
  if (after !== undefined && NUMBER.test(after.text) && isNextTo(name, word, after)) {
    return episode(name, tokens, at + 1, word, true);
  }
  const before = tokens[at - 1];
  const isCounted = before !== undefined && COUNTED.has(word.text) && NUMBER.test(before.text);
  if (!isCounted || !isNextTo(name, before, word)) return null;
  return { start: before.start, end: word.end, episodes: [Number(before.text)] };
};

/** With what is joined to it: `1-2`, `E01-E02`. `at` is where the number is. */
const episode = (
  name: string,
  tokens: readonly Token[],
  at: number,
  from: Token,
  isLoose: boolean,
): Found | null => {
  const [number, next] = tokens.slice(at, at + 2);
  if (number === undefined) return null;
  const first = Number(/\d+$/.exec(number.text)?.[0]);
  const gap = next === undefined ? '' : name.slice(number.end, next.start);
  const second = /^[-+&]$/.test(gap)
    ? /^(?:ep?)?(\d{1,4})$/.exec(next?.text ?? '')?.[1]
    : undefined;
  if (next === undefined || second === undefined) {
    return { start: from.start, end: number.end, episodes: [first], isLoose };
  }
  const episodes = episodesOf([first, Number(second)], gap === '-');
  return { start: from.start, end: next.end, episodes, isLoose };
};

/** `SP1`, `OVA 02`, `OVA - 01`: never first, where it is a title. */
const specialAt = (name: string, tokens: readonly Token[], at: number): Found | null => {
  const word = tokens[at];
  if (word === undefined || at === 0) return null;
  const joined = JOINED.exec(word.text);
  if (joined !== null && SPECIAL_WORDS.has(joined[1] ?? '')) {
    return { start: word.start, end: word.end, season: 0, episodes: [Number(joined[2])] };
  }
  const after = tokens[at + 1];
  const isCounted = after !== undefined && /^\d{1,3}$/.test(after.text);
  if (!SPECIAL_WORDS.has(word.text) || !isCounted) return null;
  if (!/^(?:[ ._]| - )$/.test(name.slice(word.end, after.start))) return null;
  return { start: word.start, end: after.end, season: 0, episodes: [Number(after.text)] };
};

const EAST_ASIAN = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;
const HAN_SEASON = /第\s?([\d一二三四五六七八九十]+)\s?[季期]|(?<!\d)(\d{1,2})기(?![가-힣])/;
const COUNTED_EPISODE =
  /第\s?([\d一二三四五六七八九十]+)\s?[話话集回]|제?\s?(?<!\d)(\d{1,4})[화회](?![가-힣])|(?<!\d)(\d{1,4})[話话集]/;
const NUMBER_SIGN = /#(\d{1,4})(?!\d)/;

const eastAsian = (
  name: string,
  pattern: RegExp,
  tell: (number: number) => Pick<Found, 'season' | 'episodes'>,
): Found | null => {
  const match = pattern.exec(name);
  if (match === null) return null;
  const digits = match.slice(1).find((it) => it !== undefined) ?? '';
  return { start: match.index, end: match.index + match[0].length, ...tell(numberOf(digits)) };
};

const YEAR_FIRST = /(?<!\d)((?:19|20)\d\d)([-._ ])(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)/;
const DAY_FIRST = /(?<!\d)(0[1-9]|[12]\d|3[01])([-._])(0[1-9]|1[0-2])\2((?:19|20)\d\d)(?!\d)/;
const COMPACT = /(?<![\d])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d|_\d)/;
const SHORT_YEAR = /(?<![\d\p{L}])([0-4]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\d\p{L}])/u;

/** Six digits are a date in Korean names, and where an episode's number is there already. */
const dateIn = (name: string, hasEpisode: boolean): Found | null => {
  if (!/\d\d.?\d\d/.test(name)) return null;
  const place = (match: RegExpExecArray, year = '', month = '', day = ''): Found => ({
    start: match.index,
    end: match.index + match[0].length,
    aired: `${year}-${month}-${day}`,
  });
  const yearFirst = YEAR_FIRST.exec(name);
  if (yearFirst !== null) return place(yearFirst, yearFirst[1], yearFirst[3], yearFirst[4]);
  const dayFirst = DAY_FIRST.exec(name);
  if (dayFirst !== null) return place(dayFirst, dayFirst[4], dayFirst[3], dayFirst[1]);
  const compact = COMPACT.exec(name);
  if (compact !== null && compact[0] !== name) {
    return place(compact, compact[1], compact[2], compact[3]);
  }
  const short = hasEpisode || EAST_ASIAN.test(name) ? SHORT_YEAR.exec(name) : null;
  return short === null ? null : place(short, `20${short[1]}`, short[2], short[3]);
};
