/** Contract 2: the playlist promises what there is. Reads the text that clients get. */
import { TICKS_PER_SECOND } from '../../core/ticks.ts';
import type { Container } from '../../engine/types.ts';
import { mediaPlaylist } from '../../hls/media-playlist.ts';
import type { Subject } from '../subject.ts';

interface Parsed {
  /** Microseconds. */
  readonly lengths: readonly number[];
  readonly names: readonly string[];
  readonly target: number;
  readonly tags: ReadonlySet<string>;
}

const TO_MICROS = 1_000_000 / TICKS_PER_SECOND;
const UNWANTED = ['#EXT-X-DISCONTINUITY', '#EXT-X-GAP', '#EXT-X-BYTERANGE'];

export const checkPlaylists = (subject: Subject): void => {
  const { grid, targetDuration } = subject.title;
  for (const container of ['ts', 'fmp4'] as const) {
    const text = mediaPlaylist({
      boundaries: grid.transcode,
      targetDuration,
      container,
      independent: true,
      version: null,
    });
    checkPlaylistText(subject, text, container);
  }
};

export const checkPlaylistText = (subject: Subject, text: string, container: Container): void => {
  const { title, findings } = subject;
  const fail = (what: string): void =>
    findings.fail('playlist', { rendition: container, segment: null }, what);
  const playlist = parse(text);
  for (const tag of ['#EXTM3U', '#EXT-X-PLAYLIST-TYPE:VOD', '#EXT-X-ENDLIST']) {
    if (!playlist.tags.has(tag)) {
      fail(`${tag} is missing`);
    }
  }
  for (const tag of UNWANTED.filter((unwanted) => playlist.tags.has(unwanted))) {
    fail(`a stored video needs no ${tag}`);
  }
  const { transcode } = title.grid;
  const extension = container === 'ts' ? 'ts' : 'm4s';
  const count = transcode.length - 1;
  const named = playlist.names.every((name, index) => name === `${index}.${extension}`);
  if (playlist.names.length !== count || playlist.lengths.length !== count || !named) {
    fail(`${playlist.names.length} segments are listed, there are ${count}`);
  }
  checkLengths(playlist, [...transcode], title.probe.duration, fail);
};

const checkLengths = (
  { lengths, target }: Parsed,
  boundaries: readonly number[],
  duration: number,
  fail: (what: string) => void,
): void => {
  let end = 0;
  for (const [index, length] of lengths.entries()) {
    end += length;
    const boundary = (boundaries[index + 1] ?? 0) * TO_MICROS;
    if (Math.abs(end - boundary) > 1) {
      fail(
        `segment ${index} ends at ${end} µs by EXTINF, at ${boundary.toFixed(1)} µs by the grid`,
      );
      break;
    }
    if (length <= 0 || Math.round(length / 1_000_000) > target) {
      fail(`segment ${index} lasts ${length} µs, TARGETDURATION is ${target} s`);
    }
  }
  if (Math.abs(end - duration * TO_MICROS) > 1) {
    fail(`EXTINF adds up to ${end} µs, the video lasts ${(duration * TO_MICROS).toFixed(1)} µs`);
  }
};

const parse = (text: string): Parsed => {
  const lines = text.split('\n').filter((line) => line !== '');
  const lengths = lines.flatMap((line) => {
    const match = /^#EXTINF:(\d+)\.(\d{6}),/.exec(line);
    return match === null ? [] : [Number(match[1]) * 1_000_000 + Number(match[2])];
  });
  return {
    lengths,
    names: lines.filter((line) => !line.startsWith('#')),
    target: Number(/^#EXT-X-TARGETDURATION:(\d+)$/m.exec(text)?.[1] ?? Number.NaN),
    tags: new Set(lines.filter((line) => line.startsWith('#'))),
  };
};
