/** What a file is a copy of: the key under which a place survives the file it was in. */
import type { Shelved, ShowPlace } from '../library/shows/shelf.ts';
import type { Episode, Show, Version } from '../library/shows/types.ts';

/** What a film or an episode is, whichever version of it is watched: one for each of its parts. */
export const itemsOf = (of: Show | Episode): string[] => {
  const versions: readonly Version[] = 'versions' in of ? of.versions : [];
  const parts = Math.max(0, ...versions.map(({ videoIds }) => videoIds.length));
  const id = 'kind' in of ? `movie:${of.info.id}` : `episode:${of.id}`;
  return Array.from({ length: parts }, (_, part) => itemAt(id, part));
};

/** `place`: null for a video that is in no show. */
export const itemOf = (videoId: string, place: ShowPlace | null): string => {
  const of = place?.episode ?? (place?.show.kind === 'movie' ? place.show : null);
  const version = of?.versions.find(({ videoIds }) => videoIds.includes(videoId));
  if (of === null || of === undefined || version === undefined) return `video:${videoId}`;
  return itemsOf(of)[version.videoIds.indexOf(videoId)] ?? `video:${videoId}`;
};

const itemAt = (id: string, part: number): string => (part === 0 ? id : `${id}/${part + 1}`);

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
