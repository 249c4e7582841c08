/** What cards say of films, of episodes, and of what was begun. */
import { type Movie, type Series, type Show, thumbnailUrl } from '../api.ts';
import { episodeCode, seasonsOf } from '../episodes.ts';
import { length } from '../format.ts';
import { showPath, watchPath } from '../router.ts';
import type { Entry } from '../watching.ts';
import type { CardFacts } from './card.ts';

export const cardOf = (show: Show): CardFacts =>
  show.kind === 'movie' ? filmCard(show) : seriesCard(show);

const filmCard = ({ info, video_id, duration, versions }: Movie): CardFacts => ({
  title: withYear(info.title, info.year),
  note: duration === null ? '' : length(duration),
  href: watchPath(video_id, versions.some(({ parts }) => parts.length > 1) ? info.id : null),
  id: info.id,
  picture: info.thumbnail,
  seen: 0,
});

const seriesCard = ({ info, episodes }: Series): CardFacts => {
  const seasons = seasonsOf(episodes).filter((season) => season > 0).length;
  const words = seasons > 1 ? [`${seasons} seasons`] : [];
  return {
    title: withYear(info.title, info.year),
    note: words.concat(counted(episodes.length, 'episode')).join(' · '),
    href: showPath(info.id),
    id: info.id,
    picture: info.thumbnail,
    seen: 0,
  };
};

/** `1 episode`, `12 episodes` */
export const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;

export const entryCard = ({ title, year, episode, ...entry }: Entry): CardFacts => {
  const { show_id, video_id, resume, duration } = entry;
  const left = duration === null || resume === 0 ? '' : `${length(duration - resume)} left`;
  const words = episode === null ? [] : [episodeCode(episode) || episode.title];
  return {
    title: withYear(title, year),
    note: words.concat(left).filter(Boolean).join(' · '),
    href: watchPath(video_id, episode === null ? null : show_id),
    id: show_id,
    picture: thumbnailUrl(video_id),
    seen: duration === null ? 0 : resume / duration,
  };
};

export const withYear = (title: string, year: number | null): string =>
  year === null ? title : `${title} (${year})`;
