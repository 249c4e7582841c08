import type { Place } from '../identify.ts';
import type { DiscKind, ExtraKind, Named } from '../naming/types.ts';

/** A file as the catalog knows it. */
export interface ListedFile {
  readonly videoId: string;
  /** The label of its root. */
  readonly root: string;
  readonly path: string;
  readonly size: number;
  readonly firstSeenUs: number;
}

/** A file, and what its name tells. */
export interface NamedFile {
  readonly file: ListedFile;
  readonly named: Named;
}

/** One way in which a film or an episode is there. */
export interface Version {
  /** Of its first file, without folder and ending. */
  readonly name: string;
  /** `Director's Cut 1080p BluRay`, or the file's name where there are others that say the same. */
  readonly label: string | null;
  /** Videos in the order in which they are watched: more than one for `cd1`, `cd2`. */
  readonly videoIds: readonly string[];
  readonly disc: DiscKind | null;
  /** The label of the root that it lies in. */
  readonly root: string;
}

export interface Extra {
  readonly videoId: string;
  readonly root: string;
  readonly name: string;
  readonly kind: ExtraKind;
  readonly title: string;
}

export interface ShowInfo {
  readonly id: string;
  readonly title: string;
  /** For sorting: without the article in front. */
  readonly sortTitle: string;
  readonly year: number | null;
  /** By service: `tmdb`, `imdb`, `tvdb`. */
  readonly ids: Readonly<Record<string, string>>;
  readonly plot: string | null;
  /** The folder that is its own; null where it has none. */
  readonly home: Place | null;
  /** When the newest of its files was first seen. */
  readonly addedUs: number;
}

export interface Movie {
  readonly kind: 'movie';
  readonly info: ShowInfo;
  /** Never empty, the best first. */
  readonly versions: readonly Version[];
  readonly extras: readonly Extra[];
}

export interface Episode {
  readonly id: string;
  /** Its place in the series, from 0. */
  readonly index: number;
  /** 0 are specials. */
  readonly season: number;
  /** Within the season; more than one where a file holds more, none where nothing is counted. */
  readonly numbers: readonly number[];
  /** `2019-03-14` */
  readonly aired: string | null;
  readonly title: string;
  readonly plot: string | null;
  readonly versions: readonly Version[];
}

export interface Series {
  readonly kind: 'series';
  readonly info: ShowInfo;
  /** In the order in which they are watched, specials last. */
  readonly episodes: readonly Episode[];
  readonly extras: readonly Extra[];
}

export type Show = Movie | Series;
