/** What somebody has written down about a file wins over what its name seems to say. */
import type { Named } from '../naming/types.ts';
import type { Nfo } from './nfo.ts';

export interface Telling {
  /** One for each episode in the file. */
  readonly own: readonly Nfo[] | null;
  readonly series: readonly Nfo[] | null;
}

export const NOTHING_TOLD: Telling = { own: null, series: null };

/** The same object where nothing is told. */
export const withTelling = (named: Named, { own, series }: Telling): Named => {
  const [film] = own?.filter(({ kind }) => kind === 'movie') ?? [];
  const episodes = own?.filter(({ kind }) => kind === 'episode') ?? [];
  const [show] = series?.filter(({ kind }) => kind === 'series') ?? [];
  if (named.kind === 'extra') return named;
  const isFilm = named.kind === 'movie' && film !== undefined;
  if (isFilm) return withFilm(named, film);
  const isEpisode = named.kind === 'episode' || (episodes.length > 0 && show !== undefined);
  return isEpisode ? withSeries(withEpisodes(named, episodes), show) : named;
};

const withFilm = (named: Named, { title, year, sortTitle, plot, ids }: Nfo): Named => ({
  ...named,
  title: title ?? named.title,
  year: year ?? named.year,
  ids: { ...named.ids, ...ids },
  told: { sortTitle, plot, episodePlot: null },
});

const withEpisodes = (named: Named, episodes: readonly Nfo[]): Named => {
  const [first] = episodes;
  if (first === undefined) return named;
  const numbers = episodes.flatMap(({ episode }) => episode ?? []);
  const names = episodes.flatMap(({ title }) => title ?? []);
  return {
    ...named,
    kind: 'episode',
    season: first.season ?? named.season,
    ...(numbers.length > 0 && { episodes: numbers, absolute: [] }),
    aired: named.aired === null && numbers.length > 0 ? null : (first.aired ?? named.aired),
    name: names.length > 0 ? names.join(' / ') : named.name,
    told: { sortTitle: null, plot: null, episodePlot: first.plot },
  };
};

const withSeries = (named: Named, show: Nfo | undefined): Named => {
  if (show === undefined) return named;
  const { title, year, sortTitle, plot, ids } = show;
  return {
    ...named,
    title: title ?? named.title,
    year: year ?? named.year,
    ids: { ...named.ids, ...ids },
    told: { sortTitle, plot, episodePlot: named.told?.episodePlot ?? null },
  };
};
