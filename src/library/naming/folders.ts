/** What the folders around a file tell, from the innermost one outwards. */
import { type Reading, readName } from './reading.ts';
import { plainText, romanOf, sameTitle } from './text.ts';
import type { DiscKind, ExtraKind } from './types.ts';
import { extraFolder, isContainer } from './words.ts';

export interface Home {
  /** Relative to the root. */
  readonly path: string;
  /** As it is written. */
  readonly name: string;
  readonly reading: Reading;
}

export interface Surroundings {
  /** The folder of the show; null where the files lie in a folder of many. */
  readonly home: Home | null;
  readonly season: number | null;
  readonly extra: ExtraKind | null;
  readonly disc: DiscKind | null;
  readonly part: number | null;
  /** A folder of one episode, as releases come. */
  readonly episode: Reading | null;
  /** A folder such as `2019` between the show's and the files. */
  readonly isByYear: boolean;
}

const NOTHING: Surroundings = {
  home: null,
  season: null,
  extra: null,
  disc: null,
  part: null,
  episode: null,
  isByYear: false,
};

/** Of the files in the folder at `path`. */
export const surroundingsOf = (path: string): Surroundings => {
  const names = path === '' ? [] : path.split('/');
  let told = NOTHING;
  for (let depth = names.length; depth > 0; depth--) {
    const name = plainText(names[depth - 1] ?? '');
    const folder: Folder = { name, path: names.slice(0, depth).join('/'), told };
    const hasParent = depth > 1 && !isContainer(plainText(names[depth - 2] ?? ''));
    const next = structural(folder, hasParent) ?? ownName(folder, hasParent);
    if (next === null || next.home !== null) return next ?? told;
    told = next;
  }
  return told;
};

interface Folder {
  readonly name: string;
  readonly path: string;
  readonly told: Surroundings;
}

const DISC = /^(?:cd|dis[ck]|dvd)[ ._-]?(\d{1,2})$/i;
const SPECIALS = /^(?:specials?|ovas?|oads?)$/i;
const LONE_NUMBER = /^\d{1,2}$/;
const YEAR = /^(?:19|20)\d\d$/;

/** Folders that name no show. Null for those that do. */
const structural = ({ name, told }: Folder, hasParent: boolean): Surroundings | null => {
  const upper = name.toUpperCase();
  if (upper === 'VIDEO_TS') return { ...told, disc: 'VIDEO_TS' };
  if (upper === 'BDMV' || (upper === 'STREAM' && told.disc === null && hasParent)) {
    return { ...told, disc: 'BDMV' };
  }
  const disc = DISC.exec(name)?.[1];
  if (disc !== undefined && hasParent) return { ...told, part: Number(disc) };
  if (!hasParent) return null;
  if (SPECIALS.test(name)) return { ...told, season: 0 };
  const extra = extraFolder(name);
  if (extra !== null && told.season === null) return { ...told, extra };
  if (LONE_NUMBER.test(name)) return { ...told, season: told.season ?? Number(name) };
  return YEAR.test(name) ? { ...told, isByYear: true } : null;
};

/** Null for a folder of many shows, where the way outwards ends. */
const ownName = ({ name, path, told }: Folder, hasParent: boolean): Surroundings | null => {
  const whole = readName(name);
  const season = whole.marks?.season ?? shortSeason(name);
  const reading = season === null || whole.marks !== null ? whole : beforeSeason(name, whole);
  const isEpisode = (reading.marks?.episodes.length ?? 0) > 0;
  if (isEpisode) return { ...told, episode: reading };
  if (season === null) return isContainer(name) ? null : { ...told, home: { path, name, reading } };
  const of = { ...told, season: told.season ?? season };
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const isTitled = reading.title !== '' && !isShort(name);
  if (!isTitled) return of;
  const outer = hasParent ? surroundingsOf(parent).home : null;
  const isSame = outer !== null && sameTitle(outer.reading.title) === sameTitle(reading.title);
  return { ...of, home: isSame ? outer : { path, name, reading } };
};

const SHORT_SEASON = /^s(\d{1,2})(?![\p{L}\p{N}])/iu;
const SEASON_WITHIN = /[\s._-]s(\d{1,2})(?=[\s._-]|$)/i;
const BOOK = /^(?:livre|book|buch)\s+([ivx]+|\d{1,2})(?![\p{L}\p{N}])/iu;

const isShort = (name: string): boolean => SHORT_SEASON.test(name) || BOOK.test(name);

/** What `Firefly.S01.720p` tells of the show. */
const beforeSeason = (name: string, whole: Reading): Reading => {
  const { title, year } = readName(name.slice(0, Math.max(0, name.search(SEASON_WITHIN))));
  return { ...whole, title, year };
};

/** `S01`, `Firefly.S01.720p`; not `S01-S10`. */
const shortSeason = (name: string): number | null => {
  const book = BOOK.exec(name)?.[1];
  if (book !== undefined) return /^\d/.test(book) ? Number(book) : romanOf(book.toLowerCase());
  if (/s\d{1,2}\s?-\s?s?\d/i.test(name)) return null;
  const digits = (SHORT_SEASON.exec(name) ?? SEASON_WITHIN.exec(name))?.[1];
  return digits === undefined ? null : Number(digits);
};
