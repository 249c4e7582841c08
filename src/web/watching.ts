/** What the server keeps of what is watched. */
import { getJson, request, showUrl, videoUrl } from './api.ts';

export interface Progress {
  readonly video_id: string;
  readonly position: number;
  readonly duration: number | null;
  readonly watched: boolean;
  /** Seconds: where to go on; 0 after the end. */
  readonly resume: number;
}

/** Where a player is, in seconds. */
export interface Place {
  readonly position: number;
  readonly duration: number;
}

const progressUrl = (videoId: string): string => `${videoUrl(videoId)}/progress`;

export const fetchProgress = (videoId: string): Promise<Progress> => getJson(progressUrl(videoId));

/** The newest place of each video that is still to be told. */
const waiting = new Map<string, Place>();
let telling: Promise<void> | null = null;

/** One after the other, so that they arrive in order; what is outdated by then is not sent. */
export const tellPlace = (videoId: string, place: Place): void => {
  waiting.set(videoId, place);
  telling ??= tellAll();
};

/** When the page may be gone at once. */
export const tellPlaceFromGone = (videoId: string, place: Place): void => {
  // As plain text: for years Chrome sent no other beacons.
  const sent = navigator.sendBeacon?.(progressUrl(videoId), JSON.stringify(place));
  if (sent === true) waiting.delete(videoId);
  else tellPlace(videoId, place);
};

/** When the server knows all that it was told. */
export const placesTold = async (): Promise<void> => {
  await telling;
};

const tellAll = async (): Promise<void> => {
  for (let next = firstWaiting(); next !== null; next = firstWaiting()) {
    const [videoId, place] = next;
    waiting.delete(videoId);
    const options = { method: 'PUT', body: JSON.stringify(place) };
    await request(progressUrl(videoId), options).catch(() => undefined); // the next one may arrive
  }
  telling = null;
};

const firstWaiting = (): [string, Place] | null => {
  for (const entry of Array.from(waiting)) return entry;
  return null;
};

/** What is to be gone on with. */
export interface Entry extends Progress {
  readonly show_id: string;
  readonly kind: 'movie' | 'series';
  readonly title: string;
  readonly year: number | null;
  /** It comes next; else somebody stopped within it. */
  readonly next_up?: boolean;
  readonly episode: {
    readonly season: number;
    readonly numbers: readonly number[];
    readonly title: string;
  } | null;
}

export const fetchContinue = async (): Promise<readonly Entry[]> =>
  (await getJson<{ continue: Entry[] }>('/api/v1/continue?limit=20')).continue;

const watchedUrl = (showId: string): string => `${showUrl(showId)}/watched`;

/** What to play of a show, and whether all of it was seen. */
export type Next = Entry & { readonly finished?: true };

export const fetchNext = (showId: string): Promise<Next> => getJson(`${showUrl(showId)}/next`);

/** Where someone stopped in all of it. */
export const fetchShowProgress = async (showId: string): Promise<readonly Progress[]> =>
  (await getJson<{ progress: Progress[] }>(watchedUrl(showId))).progress;

/** Until it is watched again. */
export const takeFromContinue = async (showId: string): Promise<void> => {
  await request(watchedUrl(showId), { method: 'POST', body: '{}' });
};
