/** Subtitles as they are asked for: playlists, segments of WebVTT, and whole tracks. */
import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cache } from '../../cache/cache.ts';
import { HaemaError } from '../../core/errors.ts';
import { inSlices } from '../../core/slices.ts';
import type { Ticks } from '../../core/ticks.ts';
import type { Container, Engine, FileVersion } from '../../engine/types.ts';
import type { SubtitleMedia } from '../../hls/master-playlist.ts';
import { subtitlePlaylist } from '../../hls/media-playlist.ts';
import { assScript } from '../../hls/subtitles/ass.ts';
import { scriptOf } from '../../hls/subtitles/ass-styles.ts';
import { subtitleBoundaries } from '../../hls/subtitles/stretches.ts';
import { webVtt, webVttSegment } from '../../hls/subtitles/webvtt.ts';
import type { ServedTitle } from '../served-title.ts';
import { isChanged } from '../snapshot.ts';
import { stale, type Titles } from '../titles.ts';
import type { Embedded, Known } from './embedded.ts';
import type { Charset, Sidecars } from './sidecars.ts';
import { type SubtitleTrack, subtitleTracks } from './tracks.ts';

/** Raise when other text is made of the same file. */
const FORMAT = 1;

export interface TrackQuery {
  readonly videoId: string;
  readonly track: string;
}

export interface SubtitlePlaylistQuery extends TrackQuery {
  readonly container: Container;
}

export interface SubtitleSegmentQuery extends SubtitlePlaylistQuery {
  readonly index: number;
  /** From a playlist; null asks for the current one. */
  readonly version: string | null;
}

export interface WholeQuery extends TrackQuery {
  readonly format: 'ass' | 'vtt';
}

export interface ServedSubtitles {
  readonly text: string;
  /** Names the text; null for what is known so far. */
  readonly tag: string | null;
}

export interface SubtitlesOptions {
  readonly engine: Pick<Engine, 'build'>;
  readonly titles: Pick<Titles, 'opened' | 'whileSame'>;
  readonly embedded: Embedded;
  readonly sidecars: Sidecars;
  /** For segments. */
  readonly memory: Cache;
}

export interface DescribedTrack extends SubtitleTrack {
  /** Of a file beside the video; null where nobody knows. */
  readonly charset: Charset | null;
}

/** A track, and what its text depends on. */
interface Served {
  readonly served: ServedTitle;
  readonly track: SubtitleTrack;
  readonly boundaries: readonly Ticks[];
  readonly fileVersion: FileVersion;
}

/** Who asks what there is does not wait longer for it. */
const CHARSET_MS = 500;
/** A client of whole tracks shows nothing before it has one; then it asks again. */
const WHOLE_MS = 30_000;

export class Subtitles {
  readonly #options: SubtitlesOptions;

  constructor(options: SubtitlesOptions) {
    this.#options = options;
  }

  /** All of a video, those of pictures, too. */
  tracks({ videoId, title }: ServedTitle): SubtitleTrack[] {
    return subtitleTracks(title, this.#options.sidecars.of(videoId));
  }

  /** And in which character set each file is, as far as that is soon known. */
  described(served: ServedTitle): Promise<DescribedTrack[]> {
    const late = delay(CHARSET_MS, null, { ref: false });
    return Promise.all(
      this.tracks(served).map(async (track) => {
        const charset = this.#charset(track).catch(() => null);
        return { ...track, charset: await Promise.race([charset, late]) };
      }),
    );
  }

  async #charset({ sidecar, isImage }: SubtitleTrack): Promise<Charset | null> {
    if (sidecar === null || isImage) return null;
    const { sidecars } = this.#options;
    return sidecars.charset(sidecar, await sidecars.version(sidecar));
  }

  /** What a master playlist offers, which has them beside it. */
  media(served: ServedTitle, container: Container): SubtitleMedia[] {
    const query = container === 'fmp4' ? '?container=fmp4' : '';
    return this.tracks(served)
      .filter(({ isImage }) => !isImage)
      .map(({ id, name, language, isDefault, forced, forDeaf }) => ({
        group: GROUP,
        uri: `subtitle/${id}/stream.m3u8${query}`,
        ...{ name, language, isDefault, forced, forDeaf },
      }));
  }

  /** @throws NOT_FOUND, or what opening the title throws */
  async playlist({ container, ...query }: SubtitlePlaylistQuery): Promise<string> {
    const found = await this.#open(query);
    const { boundaries } = found;
    return subtitlePlaylist({ boundaries, container, version: this.#version(found, container) });
  }

  /** @throws NOT_FOUND, STALE_PLAYLIST, or what the engine throws */
  async segment(query: SubtitleSegmentQuery, signal: AbortSignal): Promise<ServedSubtitles> {
    const { container, index } = query;
    const found = await this.#open(query);
    const version = this.#version(found, container);
    if (query.version !== null && query.version !== version) throw stale();
    const { memory } = this.#options;
    const tag = `${version}-${index}`;
    const key = `subtitle/${query.videoId}/${tag}`;
    const kept = memory.getNow(key);
    if (kept !== null) return { text: kept.toString(), tag };
    const [start, end] = stretchOf(found, index);
    const known = await this.#stretch(found, start, end, signal);
    const text = await inSlices(webVttSegment(known.cues, scriptOf(known.header), container));
    if (!known.isWhole) return { text, tag: null };
    memory.set(key, Buffer.from(text));
    return { text, tag };
  }

  /** @throws NOT_FOUND, BUSY while the file is read through, or what the engine throws */
  async whole({ format, ...query }: WholeQuery, signal: AbortSignal): Promise<ServedSubtitles> {
    const found = await this.#open(query);
    const tag = `${this.#version(found, 'fmp4')}-${format}`;
    const { track, fileVersion } = found;
    if (track.sidecar !== null && track.codec === format) {
      const { sidecars } = this.#options;
      return { text: await whileSame(sidecars.asItIs(track.sidecar, fileVersion)), tag };
    }
    const end = found.boundaries.at(-1) ?? 0;
    const known = await this.#stretch(found, 0, end, signal, WHOLE_MS);
    if (!known.isWhole) throw new HaemaError('BUSY', 'the file is still read for its subtitles');
    const { header, cues } = known;
    const text = await inSlices(
      format === 'ass' ? assScript(header, cues) : webVtt(cues, scriptOf(header)),
    );
    return { text, tag };
  }

  async #stretch(
    { served, track, fileVersion }: Served,
    start: Ticks,
    end: Ticks,
    signal: AbortSignal,
    patienceMs?: number,
  ): Promise<Known> {
    const { embedded, sidecars, titles } = this.#options;
    if (track.sidecar !== null) {
      const { list } = await whileSame(sidecars.text(track.sidecar, fileVersion));
      return { header: list.header, cues: list.within(start, end), isWhole: true };
    }
    const stretch = { stream: track.stream ?? 0, start, end };
    return titles.whileSame(served, () => embedded.stretch(served, stretch, signal, patienceMs));
  }

  async #open({ videoId, track: id }: TrackQuery): Promise<Served> {
    const served = await this.#options.titles.opened(videoId);
    const track = this.tracks(served).find((it) => it.id === id);
    if (track === undefined) throw unknownTrack();
    if (track.isImage) throw new HaemaError('NOT_FOUND', 'these subtitles are pictures, not text');
    const boundaries = subtitleBoundaries(served.title.grid.transcode.at(-1) ?? 0);
    const { sidecar } = track;
    const fileVersion =
      sidecar === null
        ? served.snapshot.source.version
        : await this.#options.sidecars.version(sidecar);
    return { served, track, boundaries, fileVersion };
  }

  /** Names the text of all segments. */
  #version({ served, track, boundaries, fileVersion }: Served, container: Container): string {
    const { build } = this.#options.engine;
    const { origin } = served.title.probe;
    const of = [FORMAT, build, fileVersion, origin, boundaries.at(-1), track.id, container];
    return hash('sha256', JSON.stringify(of), 'base64url').slice(0, 11);
  }
}

/** Of all subtitles in a master playlist. */
export const GROUP = 'subtitles';

const stretchOf = ({ boundaries }: Served, index: number): [Ticks, Ticks] => {
  const [start, end] = [boundaries[index], boundaries[index + 1]];
  if (start !== undefined && end !== undefined) return [start, end];
  throw new HaemaError('NOT_FOUND', `segments are numbered 0 to ${boundaries.length - 2}`);
};

/** A file beside the video may be another one since it was looked at. @throws STALE_PLAYLIST */
const whileSame = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw isChanged(error) ? stale() : error;
  }
};

const unknownTrack = (): HaemaError => new HaemaError('NOT_FOUND', 'there are no such subtitles');
