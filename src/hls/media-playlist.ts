/** The text of a VOD media playlist (RFC 8216 section 4): data in, text out. */
import type { Ticks } from '../core/ticks.ts';

export interface MediaPlaylist {
  /** Rising from 0 to the duration; segment i is [b[i], b[i + 1]). */
  readonly boundaries: readonly Ticks[];
  /** Seconds; one value for all playlists of a video: see `targetDuration`. */
  readonly targetDuration: number;
  readonly container: 'ts' | 'fmp4';
  /** Whether every segment starts with an IDR; copies of open-GOP sources do not. */
  readonly independent: boolean;
  /** Names what the bytes were made from; null for names that mean "the current one". */
  readonly version: string | null;
  /** Stream index of the sound muxed into TS; null for the default track. */
  readonly audio?: number | null;
  /** Each segment is one picture, shown until the next. */
  readonly iframes?: boolean;
}

const MICROSECONDS = 1_000_000;

/**
 * EXT-X-TARGETDURATION in whole seconds: the longest segment of any of a video's renditions,
 * rounded up. RFC 8216 4.3.3.1 compares rounded lengths with it; its first drafts, and players as
 * old as these, the lengths themselves.
 */
export const targetDuration = (renditions: Iterable<readonly Ticks[]>): number => {
  let longest = 1;
  for (const boundaries of renditions) {
    for (const length of segmentMicros(boundaries)) {
      longest = Math.max(longest, Math.ceil(length / MICROSECONDS));
    }
  }
  return longest;
};

export const mediaPlaylist = (playlist: MediaPlaylist): string => {
  const { boundaries, container, independent, iframes = false } = playlist;
  const query = queryOf(playlist);
  const extension = container === 'ts' ? 'ts' : 'm4s';
  const lines = [
    '#EXTM3U',
    // 3 for decimal EXTINF, 4 for I-frames; Apple's players expect 7 for fragmented MP4.
    `#EXT-X-VERSION:${container === 'fmp4' ? 7 : iframes ? 4 : 3}`,
    `#EXT-X-TARGETDURATION:${playlist.targetDuration}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
  ];
  if (independent) {
    lines.push('#EXT-X-INDEPENDENT-SEGMENTS');
  }
  if (iframes) lines.push('#EXT-X-I-FRAMES-ONLY');
  if (container === 'fmp4') {
    lines.push(`#EXT-X-MAP:URI="init.mp4${query}"`);
  }
  for (const [index, length] of segmentMicros(boundaries).entries()) {
    lines.push(`#EXTINF:${decimal(length)},`, `${index}.${extension}${query}`);
  }
  lines.push('#EXT-X-ENDLIST', '');
  return lines.join('\n');
};

export interface SubtitlePlaylist {
  readonly boundaries: readonly Ticks[];
  /** Segments of either tell other offsets. */
  readonly container: 'ts' | 'fmp4';
  readonly version: string | null;
}

/** Segments of WebVTT; their target length is their own (RFC 8216bis 6.2.4). */
export const subtitlePlaylist = (playlist: SubtitlePlaylist): string => {
  const { boundaries, container, version } = playlist;
  const query = new URLSearchParams();
  if (container === 'fmp4') query.set('container', container);
  if (version !== null) query.set('v', version);
  const suffix = query.size === 0 ? '' : `?${query}`;
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    `#EXT-X-TARGETDURATION:${targetDuration([boundaries])}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
  ];
  for (const [index, length] of segmentMicros(boundaries).entries()) {
    lines.push(`#EXTINF:${decimal(length)},`, `${index}.vtt${suffix}`);
  }
  return [...lines, '#EXT-X-ENDLIST', ''].join('\n');
};

const queryOf = ({ version, audio }: MediaPlaylist): string => {
  const query = new URLSearchParams();
  if (version !== null) query.set('v', version);
  if (audio != null) query.set('audio', String(audio));
  return query.size === 0 ? '' : `?${query}`;
};

/** Differences of rounded cumulative boundaries: rounding never adds up. */
const segmentMicros = (boundaries: readonly Ticks[]): number[] => {
  const micros = boundaries.map((time) => Math.round((time * 100) / 9)); // a tick is 100/9 µs
  return micros.slice(1).map((end, index) => end - (micros[index] ?? 0));
};

const decimal = (micros: number): string => {
  const fraction = String(micros % MICROSECONDS).padStart(6, '0');
  return `${Math.floor(micros / MICROSECONDS)}.${fraction}`;
};
