/** What a card says of a film, of a series, and of what was begun. */
import { thumbnailUrl } from '../api.ts';
import { episodeCode } from '../episodes.ts';
import { length } from '../format.ts';
import { showPath, watchPath } from '../router.ts';
import type { Entry } from '../watching.ts';
import { words } from '../words/words.ts';
import type { ApiCard } from './shows.ts';

export interface CardFacts {
  readonly id: string;
  readonly title: string;
  /** What is worth knowing besides: how long it is, which episode. */
  readonly note: string;
  /** Where a press leads. */
  readonly href: string;
  /** The page about it, where that is not where a press leads. */
  readonly details: string | null;
  /** Of the picture, where it is known. */
  readonly colour: string | null;
  /** Address of the picture, which takes `w`, its width. */
  readonly picture: string;
  /** How much of it was seen, 0 to 1. */
  readonly seen: number;
  /** Seen to its end. */
  readonly watched: boolean;
  readonly offline: boolean;
}

const DOT = ' · ';

export const joined = (...parts: readonly (string | number | null | undefined)[]): string =>
  parts.filter((part) => part !== null && part !== undefined && part !== '').join(DOT);

export const posterUrl = (id: string): string => `/api/v1/image/${encodeURIComponent(id)}/poster`;

/** A film plays when it is pressed, a series shows its episodes. */
export const cardOf = (card: ApiCard): CardFacts => {
  const { id, title, year, kind, colour, video_id, duration, seasons, episodes, offline } = card;
  const page = showPath(id);
  const isFilm = kind === 'movie' && video_id !== null;
  const many = seasons > 1 ? words.seasons(seasons) : words.episodes(episodes);
  const size = isFilm ? duration !== null && length(duration) : many;
  return {
    note: joined(offline ? words.offline : null, year, size || null),
    href: isFilm ? watchPath(video_id, id) : page,
    details: isFilm ? page : null,
    ...{ id, title, offline, colour, picture: posterUrl(id), watched: card.watched, seen: 0 },
  };
};

export const entryCard = ({ title, episode, ...entry }: Entry): CardFacts => {
  const { show_id, video_id, resume, duration, year } = entry;
  const left = duration === null || resume === 0 ? null : length(duration - resume);
  const what = episode === null ? year : joined(episodeCode(episode), episode.title);
  return {
    note: joined(what, left === null ? null : words.length.left(left)),
    href: watchPath(video_id, show_id),
    details: showPath(show_id),
    seen: duration === null ? 0 : resume / duration,
    ...{ id: show_id, title, offline: false, watched: false },
    ...{ colour: null, picture: thumbnailUrl(video_id) },
  };
};

/** The first letter or digit; everything beyond ASCII counts as one. */
export const initial = (title: string): string =>
  (/[^\s!-/:-@[-`{-~]/u.exec(title)?.[0] ?? title.charAt(0)).toUpperCase();
