/** What comes next in a show: pure rules. */
import type { ShowPlace } from '../library/shows/shelf.ts';
import type { Episode, Series, Show, Version } from '../library/shows/types.ts';
import type { Places } from './history.ts';
import { itemOf, versionWith, type Work, workOf } from './items.ts';
import { isNever, isUnfinished } from './progress.ts';
import type { ProgressRow } from './store.ts';

/** A film, an episode or a part of one that somebody has watched. */
export interface Begun {
  readonly row: ProgressRow;
  /** Null for a film. */
  readonly episode: Episode | null;
  /** All parts, in the best version that has the same ones. */
  readonly parts: readonly string[];
  /** Which of the parts it was. */
  readonly part: number;
}

export interface Next {
  readonly show: Show;
  readonly episode: Episode | null;
  readonly videoId: string;
}

/** `new`: nothing of it was begun. `finished`: nothing is left, `next` is its beginning. */
export interface Standing {
  readonly next: Next;
  readonly state: 'new' | 'begun' | 'finished';
}

/** Null for what says nothing of the show, such as a trailer. `videoId`: as it is there now. */
export const begunOf = (place: ShowPlace, videoId: string, row: ProgressRow): Begun | null => {
  const work = workOf(place);
  const version = work === null ? null : versionWith(videoId, work);
  if (work === null || version === null || (isNever(row) && !row.hidden)) return null;
  const hasSameParts = (it: Version): boolean => it.videoIds.length === version.videoIds.length;
  const best = work.versions.find(hasSameParts) ?? version;
  const part = version.videoIds.indexOf(videoId);
  return { row, episode: place.episode, parts: best.videoIds, part };
};

/** `begun`: all of the show, the last first. */
export const standingOf = (show: Show, begun: readonly Begun[], places: Places): Standing => {
  const first = beginningOf(show);
  const last = begun.find((it) => isTelling(show, it, places));
  if (last === undefined) {
    const isBegun = show.kind === 'series' && begun.length > 0;
    return { next: first, state: isBegun ? 'begun' : 'new' };
  }
  const next = following(show, last, places);
  return next === null ? { next: first, state: 'finished' } : { next, state: 'begun' };
};

/** A film that somebody only looked into tells nothing, nor does a special that was seen. */
const isTelling = (show: Show, it: Begun, places: Places): boolean => {
  if (isUnfinished(it.row)) return true;
  if (show.kind === 'movie' || it.episode === null) return it.row.watched;
  if (!it.row.watched || isOnTheWay(show, it.episode)) return true;
  return nextPart(show, it, places) !== null;
};

const following = (show: Show, last: Begun, places: Places): Next | null => {
  const { row, episode, parts, part } = last;
  const again = parts[part];
  if (again !== undefined && (isUnfinished(row) || !row.watched)) {
    return { show, episode, videoId: again };
  }
  const next = nextPart(show, last, places);
  if (next !== null || show.kind === 'movie' || episode === null) return next;
  return nextEpisode(show, episode, places);
};

const nextPart = (show: Show, { episode, parts, part }: Begun, places: Places): Next | null => {
  const isLeft = (id: string): boolean => !isSeen(id, { show, episode }, places);
  const videoId = parts.slice(part + 1).find(isLeft);
  return videoId === undefined ? null : { show, episode, videoId };
};

const nextEpisode = (show: Series, after: Episode, places: Places): Next | null => {
  for (const episode of show.episodes.slice(after.index + 1)) {
    if (isSeenWhole(show, episode, places) || !isOnTheWay(show, episode)) continue;
    const isLeft = (id: string): boolean => !isSeen(id, { show, episode }, places);
    const videoId = episode.versions[0]?.videoIds.find(isLeft);
    return { show, episode, videoId: videoId ?? firstVideo(episode) };
  }
  return null;
};

/** Specials stand last and are not come to on the way, unless there is nothing else. */
const isOnTheWay = (show: Series, { season }: Episode): boolean =>
  season !== 0 || show.episodes[0]?.season === 0;

const isSeen = (videoId: string, place: ShowPlace, places: Places): boolean =>
  places.of({ videoId, item: itemOf(videoId, place) })?.watched === true;

/** How much of a show somebody has seen: films, or episodes that one comes to on the way. */
export interface Seen {
  readonly seen: number;
  readonly of: number;
}

export const seenOf = (show: Show, places: Places): Seen => {
  if (show.kind === 'movie') return { seen: Number(isSeenWhole(show, null, places)), of: 1 };
  const episodes = show.episodes.filter((episode) => isOnTheWay(show, episode));
  const seen = episodes.filter((episode) => isSeenWhole(show, episode, places));
  return { seen: seen.length, of: episodes.length };
};

/** All parts of one of its versions. */
const isSeenWhole = (show: Show, episode: Episode | null, places: Places): boolean => {
  const versions = workOf({ show, episode })?.versions ?? [];
  const isOne = (id: string): boolean => isSeen(id, { show, episode }, places);
  return versions.some(({ videoIds }) => videoIds.every(isOne));
};

const beginningOf = (show: Show): Next => {
  const episode = show.kind === 'series' ? (show.episodes[0] ?? null) : null;
  const work = workOf({ show, episode });
  return { show, episode, videoId: work === null ? '' : firstVideo(work) };
};

const firstVideo = ({ versions }: Work): string => versions[0]?.videoIds[0] ?? '';
