/** All about one film or series. */
import { getJson, request, showUrl } from '../api.ts';
import { fetchNext, fetchShowProgress, type Next, type Progress, placesTold } from '../watching.ts';
import type { Format } from './shows.ts';

interface Playable {
  /** Of the best version. */
  readonly video_id: string;
  /** Seconds; null while nobody has looked. */
  readonly duration: number | null;
  readonly offline: boolean;
}

/** A way in which a film or an episode is there. */
export interface Version extends Playable {
  readonly label: string | null;
  readonly name: string;
  /** Videos that are watched one after the other. */
  readonly parts: readonly string[];
  readonly format?: Format | null;
}

export interface Extra extends Playable {
  readonly kind: string;
  readonly title: string;
}

export interface Episode extends Playable {
  readonly id: string;
  readonly season: number;
  readonly numbers: readonly number[];
  readonly title: string;
  readonly plot: string | null;
  readonly thumbnail: string;
  readonly versions: readonly Version[];
}

interface Common {
  readonly info: {
    readonly id: string;
    readonly title: string;
    readonly year: number | null;
    readonly plot: string | null;
    readonly banner: string;
  };
  readonly offline: boolean;
  readonly format?: Format | null;
  readonly extras: readonly Extra[];
}

export interface Film extends Common, Playable {
  readonly kind: 'movie';
  readonly versions: readonly Version[];
}

export interface Series extends Common {
  readonly kind: 'series';
  readonly episodes: readonly Episode[];
}

export type Show = Film | Series;

export interface ShowFacts {
  readonly show: Show;
  /** What to play of it; null where the server does not say. */
  readonly next: Next | null;
  readonly progress: readonly Progress[];
}

export const fetchShow = (showId: string): Promise<Show> => getJson(showUrl(showId));

export const fetchFacts = async (showId: string): Promise<ShowFacts> => {
  await placesTold();
  const [show, next, progress] = await Promise.all([
    fetchShow(showId),
    fetchNext(showId).catch(() => null),
    fetchShowProgress(showId).catch(() => []),
  ]);
  return { show, next, progress };
};

export interface Mark {
  readonly watched: boolean;
  readonly video_id?: string;
  readonly season?: number;
}

export const mark = async (showId: string, body: Mark): Promise<void> => {
  const options = { method: 'POST', body: JSON.stringify(body) };
  await request(`${showUrl(showId)}/watched`, options);
};
