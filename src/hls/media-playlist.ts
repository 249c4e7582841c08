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
}

const MICROSECONDS = 1_000_000;

/**
 * EXT-X-TARGETDURATION in whole seconds: the longest segment of any of a video's renditions,
 * rounded as RFC 8216 4.3.3.1 compares it, and at least 1.
 */
export const targetDuration = (renditions: Iterable<readonly Ticks[]>): number => {
  let longest = 1;
  for (const boundaries of renditions) {
    for (const length of segmentMicros(boundaries)) {
      longest = Math.max(longest, Math.round(length / MICROSECONDS));
    }
  }
  return longest;
};

export const mediaPlaylist = (playlist: MediaPlaylist): string => {
  const { boundaries, container, independent, version } = playlist;
  const query = version === null ? '' : `?v=${encodeURIComponent(version)}`;
  const extension = container === 'ts' ? 'ts' : 'm4s';
  const lines = [
    '#EXTM3U',
    // 3 for decimal EXTINF, 6 for EXT-X-MAP; Apple's players expect 7 for fragmented MP4.
    `#EXT-X-VERSION:${container === 'ts' ? 3 : 7}`,
    `#EXT-X-TARGETDURATION:${playlist.targetDuration}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
  ];
  if (independent) {
    lines.push('#EXT-X-INDEPENDENT-SEGMENTS');
  }
  if (container === 'fmp4') {
    lines.push(`#EXT-X-MAP:URI="init.mp4${query}"`);
  }
  for (const [index, length] of segmentMicros(boundaries).entries()) {
    lines.push(`#EXTINF:${decimal(length)},`, `${index}.${extension}${query}`);
  }
  lines.push('#EXT-X-ENDLIST', '');
  return lines.join('\n');
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
