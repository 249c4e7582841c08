/** What cards say of films, of episodes, and of what was begun. */
import type { Episode, Movie, Series, Show } from '../api.ts';
import { length } from '../format.ts';
import { watchPath } from '../router.ts';
import type { Entry } from '../watching.ts';
import type { CardFacts } from './card.ts';

/** In the order of the shows, and of the episodes within them. */
export const titlesOf = (shows: readonly Show[]): CardFacts[] => {
  const titles: CardFacts[] = [];
  for (const show of shows) {
    if (show.kind === 'movie') titles.push(filmCard(show));
    else for (const episode of show.episodes) titles.push(episodeCard(show, episode));
  }
  return titles;
};

const filmCard = ({ info: { title, year }, video_id, duration }: Movie): CardFacts => ({
  title: withYear(title, year),
  note: duration === null ? '' : length(duration),
  href: watchPath(video_id),
  id: video_id,
  seen: 0,
});

const episodeCard = ({ info }: Series, episode: Episode): CardFacts => {
  const { title, video_id, duration } = episode;
  const code = episodeCode(episode);
  return {
    title: `${info.title}${code === '' ? '' : ` ${code}`} · ${title}`,
    note: duration === null ? '' : length(duration),
    href: watchPath(video_id),
    id: video_id,
    seen: 0,
  };
};

export const entryCard = ({ title, year, episode, ...entry }: Entry): CardFacts => {
  const { show_id, video_id, resume, duration } = entry;
  const left = duration === null || resume === 0 ? '' : `${length(duration - resume)} left`;
  const words = episode === null ? [] : [episodeCode(episode) || episode.title];
  return {
    title: withYear(title, year),
    note: words.concat(left).filter(Boolean).join(' · '),
    href: watchPath(video_id),
    id: show_id,
    seen: duration === null ? 0 : resume / duration,
  };
};

const withYear = (title: string, year: number | null): string =>
  year === null ? title : `${title} (${year})`;

/** `1×02`, `1×02–03`; empty where nothing is counted. */
export const episodeCode = ({ season, numbers }: Pick<Episode, 'season' | 'numbers'>): string =>
  numbers.length === 0 ? '' : `${season}×${numbers.map(twoDigits).join('–')}`;

const twoDigits = (number: number): string => (number < 10 ? `0${number}` : `${number}`);
