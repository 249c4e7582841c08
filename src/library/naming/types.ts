export type ExtraKind =
  | 'sample'
  | 'trailer'
  | 'featurette'
  | 'behindthescenes'
  | 'deleted'
  | 'interview'
  | 'scene'
  | 'short'
  | 'clip'
  | 'other'
  /** What those who share files put beside them. */
  | 'advert';

export type DiscKind = 'VIDEO_TS' | 'BDMV' | 'ISO';

/** What no name tells. */
export interface Told {
  readonly sortTitle: string | null;
  /** Of the film or the series. */
  readonly plot: string | null;
  readonly episodePlot: string | null;
}

/** What the name of a file and those of the folders around it tell. */
export interface Named {
  readonly kind: 'movie' | 'episode' | 'extra';
  /** Of the film or the series, also of the one that an extra belongs to. */
  readonly title: string;
  readonly year: number | null;
  /** 0 are the specials; null where nothing tells. */
  readonly season: number | null;
  /** Within the season: more than one where a file holds more. */
  readonly episodes: readonly number[];
  /** Counted over all seasons; 12.5 lies between two. */
  readonly absolute: readonly number[];
  /** `2019-03-14` */
  readonly aired: string | null;
  /** The episode's or the extra's own. */
  readonly name: string | null;
  /** Of a film that lies in several files. */
  readonly part: number | null;
  /** What tells several files of the same from each other: `Director's Cut 1080p BluRay`. */
  readonly version: string | null;
  readonly extra: ExtraKind | null;
  readonly disc: DiscKind | null;
  /** By service: `tmdb`, `imdb`, `tvdb`. */
  readonly ids: Readonly<Record<string, string>>;
  /** Null where nobody has written it down. */
  readonly told: Told | null;
  /** The folder that is the show's own, relative to the root; empty for the root, null for none. */
  readonly home: string | null;
}
