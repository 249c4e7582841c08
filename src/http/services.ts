/** What the routes need of the rest of haema: as little of it as makes them easy to test. */
import type { Profiles as AllProfiles } from '../history/profiles.ts';
import type { Watch as WatchHistory } from '../history/watch.ts';
import type { WatchLists as AllWatchLists } from '../history/watch-lists.ts';
import type { PageQuery } from '../library/shows/page.ts';
import type { CardJson } from '../stream/card-json.ts';
import type { EngineReport } from '../stream/engine-report.ts';
import type { Events as AllEvents } from '../stream/events.ts';
import type { Images as AllImages } from '../stream/pictures/images.ts';
import type { Trickplay as AllTiles } from '../stream/pictures/trickplay.ts';
import type { PlaylistService } from '../stream/playlist-service.ts';
import type { ScanReport } from '../stream/scan-report.ts';
import type { SegmentService } from '../stream/segment-service.ts';
import type { ShowJson } from '../stream/show-json.ts';
import type { Fonts as AllFonts } from '../stream/subtitles/fonts.ts';
import type { Subtitles as AllSubtitles } from '../stream/subtitles/subtitles.ts';
import type { VideoDetails } from '../stream/video-details.ts';
import type { SourceFile } from './content.ts';
import type { Metrics as AllMetrics } from './metrics/metrics.ts';

export type Segments = Pick<SegmentService, 'getNow' | 'get'>;
export type Metrics = Pick<AllMetrics, 'type' | 'text'>;
/** Why the server should be sent nobody, in words; null when it is ready. */
export type Readiness = () => string | null;
export type Engine = Pick<EngineReport, 'now'>;
export type Events = Pick<AllEvents, 'listen'>;
export type Scan = Pick<ScanReport, 'now' | 'begin'>;
export type Watch = Pick<WatchHistory, 'progress' | 'report' | 'forget'>;
export type WatchLists = Pick<
  AllWatchLists,
  'toContinue' | 'next' | 'watched' | 'ofShow' | 'mark' | 'seen'
>;
export type Profiles = Pick<AllProfiles, 'list' | 'find' | 'chosen' | 'add' | 'rename' | 'remove'>;
export type EngineFacts = ReturnType<Engine['now']>;
export type Images = Pick<AllImages, 'get'>;
export type Trickplay = Pick<AllTiles, 'playlist' | 'track' | 'sheet'>;
export type Fonts = Pick<AllFonts, 'get'>;
export type Subtitles = Pick<AllSubtitles, 'playlist' | 'segment' | 'whole'>;
export type Playlists = Pick<PlaylistService, 'master' | 'media'>;

/** A file as it lies in the library. */
export interface Original extends SourceFile {
  /** Its own name, which tells its type. */
  readonly name: string;
}

export interface ShowQuery extends PageQuery {
  readonly search?: string | undefined;
}

export interface Paged {
  /** For the next page; null at the end. */
  readonly cursor: string | null;
  /** Of all pages. */
  readonly total: number;
}

export interface Catalog {
  shows(query: ShowQuery): Promise<Paged & { readonly shows: readonly ShowJson[] }>;
  /** The same in as few words as lists need. */
  cards(query: ShowQuery): Promise<Paged & { readonly cards: readonly CardJson[] }>;
  /** @throws NOT_FOUND */
  show(showId: string): Promise<ShowJson>;
  /** @throws NOT_FOUND, SOURCE_MISSING, MEDIA_INVALID, …; `known`: NOT_READY, not a long look */
  video(videoId: string, known?: boolean): Promise<VideoDetails & { readonly title: string }>;
  /** @throws NOT_FOUND */
  title(videoId: string): string;
  /** @throws NOT_FOUND, SOURCE_MISSING, READ_FAILED, TIMED_OUT */
  original(videoId: string): Promise<Original>;
}
