/** Files that are episodes, and of what. */
import type { Home } from './folders.ts';
import { type File, type Group, isRelated, isSame, isVersionOf, partOf, UNTOLD } from './group.ts';
import type { LoneNumber } from './lone-number.ts';
import { type Reading, readName } from './reading.ts';
import { joinedVersion, NO_VERSION, versionLabel } from './release.ts';
import { sameTitle, titleText } from './text.ts';
import type { Named } from './types.ts';

/** Null where nothing says that it is one. */
export const episode = (file: File, group: Group): Named | null => {
  const { reading } = file;
  const { around } = group;
  const counts = countsOf(reading, group);
  if (counts === null) return folderEpisode(file, group);
  const { marks } = reading;
  const part = partOf(reading, group);
  const series = seriesOf(counts.title ?? reading.title, reading, group, counts);
  const outer = series.home === null ? null : around.home;
  const release = joinedVersion(reading.version, around.episode?.version ?? NO_VERSION);
  const version = joinedVersion(release, outer?.reading.version ?? NO_VERSION);
  return {
    ...UNTOLD,
    ...series,
    name: part === null ? series.name : withoutPart(series.name),
    kind: 'episode',
    season: counts.season,
    episodes: counts.episodes,
    absolute: counts.absolute,
    aired: marks?.aired ?? around.episode?.marks?.aired ?? null,
    part,
    version: versionLabel(version),
  };
};

const withoutPart = (name: string | null): string | null =>
  name?.replace(/[\s-]*(?:cd|dis[ck]|dvd|part|pt)[\s._-]?\d+\s*$/i, '') || null;

interface Counts {
  readonly season: number | null;
  readonly episodes: readonly number[];
  readonly absolute: readonly number[];
  readonly title?: string;
  readonly name: string | null;
}

const countsOf = (reading: Reading, group: Group): Counts | null => {
  const { marks, number, rest } = reading;
  const { around } = group;
  if (marks !== null && (marks.episodes.length > 0 || marks.aired !== null)) {
    const season = marks.season ?? around.season;
    return { season, episodes: marks.episodes, absolute: [], name: rest };
  }
  if (marks !== null && number?.where === 'dashed') {
    const { season } = marks;
    return {
      season,
      episodes: number.numbers,
      absolute: [],
      title: reading.title,
      name: number.rest,
    };
  }
  const within = around.episode?.marks;
  if (within) return { season: within.season, episodes: within.episodes, absolute: [], name: null };
  if (around.season !== null) return inSeason(reading, around.season);
  return number === null ? null : unmarked(reading, number, group);
};

const inSeason = ({ number, title, year, rest }: Reading, season: number): Counts => {
  const none = { season, episodes: [], absolute: [] };
  if (number === null) return { ...none, name: year === null ? title : rest };
  const [first = 0] = number.numbers;
  const isHundred = number.digits === 3 && Math.floor(first / 100) === season && first % 100 > 0;
  const episodes = isHundred ? [first % 100] : number.numbers;
  const name = number.rest;
  return { season, episodes, absolute: [], title: titleText(number.title), name };
};

/** Numbers that nothing marks: `Show - 012`, `Show 01`, `01 - Name`. */
const unmarked = (reading: Reading, number: LoneNumber, group: Group): Counts | null => {
  const { where, numbers, rest, digits } = number;
  const { home } = group.around;
  const stem = group.stems.get(sameTitle(number.title));
  const isCounted = (stem?.count ?? 0) > 1;
  const told = { season: null, episodes: [], absolute: numbers, name: rest };
  const { title, year } = withYear(number.title);
  if (where === 'dashed') {
    const isYear = digits === 4 && !reading.isFansub && reading.year !== null && year === null;
    const isOwn = home !== null && isCounted && isSame(title, home.reading.title);
    const isEpisode = !isYear && (digits > 1 || isOwn || reading.isFansub);
    return isEpisode ? { ...told, title } : null;
  }
  if (reading.year !== null) return null;
  if (where === 'last') {
    const isSeries = isCounted && (stem?.isPadded === true || reading.isFansub);
    const isAnime = reading.isFansub && digits === 2;
    return isSeries || isAnime ? { ...told, title } : null;
  }
  const isSeries = home !== null && group.leading > 1 && group.leading * 2 >= group.count;
  return isSeries ? { ...told, title: '', absolute: [], episodes: numbers } : null;
};

const withYear = (written: string): { title: string; year: number | null } => {
  const { title, year } = readName(written);
  return year === null ? { title: titleText(written), year } : { title, year };
};

/** Of files in a folder of their own that say no more than their names. */
const folderEpisode = ({ base, reading }: File, group: Group): Named | null => {
  const { home } = group.around;
  const isPlain = reading.year === null && partOf(reading, group) === null;
  if (home === null || group.count < 2 || group.hasFilms || !isPlain) return null;
  if (isVersionOf(base, home)) return null;
  const { title, year, path } = showOf(home);
  const { ids } = reading;
  return { ...UNTOLD, kind: 'episode', title, year, name: base.normalize('NFC'), ids, home: path };
};

/** Of a series: `Holiday 2019` is what that folder is called. */
const showOf = ({
  name,
  path,
  reading,
}: Home): Pick<Named, 'title' | 'year'> & { path: string } => {
  const isBare = reading.year !== null && !/[([]/.test(name) && !reading.isRelease;
  if (isBare) return { title: titleText(reading.text), year: null, path };
  return { title: reading.title || titleText(reading.text), year: reading.year, path };
};

type Series = Pick<Named, 'title' | 'year' | 'ids' | 'home' | 'name'>;

/** The folder's name wins over the file's, unless it seems to hold more than one series. */
const seriesOf = (
  own: string,
  reading: Reading,
  { around, root }: Group,
  { name }: Counts,
): Series => {
  const { home } = around;
  const title = around.episode?.title || own;
  const ids = { ...home?.reading.ids, ...reading.ids };
  if (home !== null && (title === '' || around.season !== null || isRelated(title, home))) {
    const show = showOf(home);
    return { title: show.title, year: show.year ?? yearOf(reading), ids, home: show.path, name };
  }
  if (title === '' && root !== '' && reading.marks?.aired == null) {
    return { title: root, year: yearOf(reading), ids, home: '', name };
  }
  const [first = '', ...others] =
    title === '' ? (name ?? titleText(reading.text)).split(' - ') : [title];
  const left = title === '' ? others.join(' - ') || null : name;
  const year = yearOf(reading) ?? around.episode?.year ?? null;
  return { title: first, year, ids: reading.ids, home: null, name: left };
};

const yearOf = ({ year, marks, number }: Reading): number | null =>
  year ?? (marks === null && number !== null ? withYear(number.title).year : null);
