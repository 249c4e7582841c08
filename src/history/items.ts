/** What a file is a copy of: the key under which a place survives the file it was in. */
import type { Shelved, ShowPlace } from '../library/shows/shelf.ts';
import type { Episode, Movie, Version } from '../library/shows/types.ts';

/** A film or an episode. */
export type Work = Movie | Episode;

/** `place`: null for a video that is in no show. */
export const itemOf = (videoId: string, place: ShowPlace | null): string => {
  const of = place === null ? null : workOf(place);
  const version = of === null ? null : versionWith(videoId, of);
  if (of === null || version === null) return `video:${videoId}`;
  return itemAt(idOf(of), version.videoIds.indexOf(videoId), version.videoIds.length);
};

/** What is watched there; null for what is beside a series. */
export const workOf = ({ show, episode }: ShowPlace): Work | null =>
  show.kind === 'movie' ? show : episode;

/** Null for what is only beside it, such as a trailer. */
export const versionWith = (videoId: string, { versions }: Work): Version | null =>
  versions.find(({ videoIds }) => videoIds.includes(videoId)) ?? null;

const idOf = (of: Work): string => ('kind' in of ? `movie:${of.info.id}` : `episode:${of.id}`);

/** The first part of a film is not the film: who has seen that one has not seen this one. */
const itemAt = (id: string, part: number, parts: number): string =>
  parts === 1 ? id : `${id}/${part + 1}`;

const VIDEOS = new WeakMap<Shelved, Map<string, string>>();

/** The video that is played of an item now: of the best version. Null where it is gone. */
export const videoOfItem = (shelved: Shelved, item: string): string | null => {
  let videos = VIDEOS.get(shelved);
  if (videos === undefined) {
    videos = new Map();
    for (const [videoId, place] of shelved.byVideo) {
      const key = itemOf(videoId, place);
      if (!videos.has(key)) videos.set(key, videoId);
    }
    VIDEOS.set(shelved, videos);
  }
  return videos.get(item) ?? null;
};
