/** The files of one folder, read, and what they have in common. */
import type { Home, Surroundings } from './folders.ts';
import type { Part } from './parts.ts';
import type { Reading } from './reading.ts';
import { sameTitle } from './text.ts';
import type { ExtraKind, Named } from './types.ts';

export interface File {
  readonly base: string;
  readonly extension: string;
  readonly reading: Reading;
  readonly extra: Extra | null;
}

export interface Extra {
  readonly kind: ExtraKind;
  /** What is left of the file's name without the word that says what it is. */
  readonly reading: Reading | null;
}

/** The files of a folder that are no extras, and what they have in common. */
export interface Group {
  readonly around: Surroundings;
  /** What the folder that is served is called; empty where that says nothing. */
  readonly root: string;
  readonly count: number;
  /** Some are films for certain: so are the others. */
  readonly hasFilms: boolean;
  readonly leading: number;
  readonly stems: ReadonlyMap<string, Stem>;
  readonly parts: ReadonlyMap<string, number>;
}

interface Stem {
  readonly count: number;
  readonly isPadded: boolean;
}

export const groupOf = (files: readonly File[], around: Surroundings, root: string): Group => {
  const mains = files.filter(({ extra, reading }) => extra === null && reading.creditless === null);
  const stems = new Map<string, Stem>();
  const parts = new Map<string, number>();
  for (const { number, part } of mains.map(({ reading }) => reading)) {
    if (part !== null) parts.set(part.stem, (parts.get(part.stem) ?? 0) + 1);
    if (number === null || number.where === 'first') continue;
    const key = sameTitle(number.title);
    const { count, isPadded } = stems.get(key) ?? { count: 0, isPadded: false };
    stems.set(key, { count: count + 1, isPadded: isPadded || number.isPadded });
  }
  return {
    around,
    root,
    stems,
    parts,
    count: mains.length,
    hasFilms: mains.some(({ reading }) => isFilm(reading)),
    leading: mains.filter(({ reading }) => reading.number?.where === 'first').length,
  };
};

const isFilm = ({ marks, year, isRelease, number }: Reading): boolean =>
  marks === null && (year !== null || (isRelease && number === null));

export const partOf = ({ part }: Reading, { parts }: Group): number | null =>
  part !== null && isPart(part, parts) ? part.number : null;

const isPart = ({ isSure, stem }: Part, parts: ReadonlyMap<string, number>): boolean =>
  isSure || (parts.get(stem) ?? 0) > 1;

export const isSame = (a: string, b: string): boolean => sameTitle(a) === sameTitle(b);

export const isRelated = (title: string, home: Home): boolean => {
  const [one, other] = [title, home.reading.title].map(sameTitle);
  if (one === undefined || other === undefined) return false;
  return one.startsWith(other) || other.startsWith(one);
};

/** `Alien - Director's Cut` in the folder `Alien`. */
export const isVersionOf = (base: string, { name, reading }: Home): boolean => {
  const [file, folder] = [base.toLowerCase(), name.toLowerCase()];
  const title = reading.title.toLowerCase();
  return [folder, title].some((it) => file === it || file.startsWith(`${it} - `));
};

/** What is not told. */
export const UNTOLD: Named = {
  kind: 'movie',
  title: '',
  year: null,
  season: null,
  episodes: [],
  absolute: [],
  aired: null,
  name: null,
  part: null,
  version: null,
  extra: null,
  disc: null,
  ids: {},
  told: null,
  home: null,
};
