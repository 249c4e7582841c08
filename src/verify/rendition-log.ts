/** What is remembered of the segments of a rendition after their bytes are gone. */
import type { Ticks } from '../core/ticks.ts';
import { byteHash, type CodedSegment, type CodedSound } from './coded.ts';
import type { Spot } from './subject.ts';
import type { Transport } from './ts-parser.ts';

export interface SegmentLog {
  readonly spot: Spot;
  tsHash: string;
  mp4Hash: string;
  /** Presentation times of the pictures, rising. */
  readonly times: Float64Array;
  readonly firstDecode: Ticks;
  readonly lastDecode: Ticks;
  readonly sound: SoundLog;
  readonly parameterSets: string;
  readonly audioConfig: string;
  /** PID → counters of its first packet and of the one that must follow the last. */
  readonly counters: ReadonlyMap<number, { readonly first: number; readonly next: number }>;
  readonly tables: string;
  readonly firstClock: Ticks;
  readonly lastClock: Ticks;
  readonly held: number;
  readonly dropped: number;
  /** fMP4: the decoding times of the video track. */
  mp4Start: Ticks | null;
  mp4End: Ticks | null;
}

export interface SoundLog {
  readonly first: number;
  readonly count: number;
  /** Of all frames in order. */
  readonly hash: string;
}

export type RenditionLog = Map<number, SegmentLog>;

export const soundLog = (sounds: readonly CodedSound[]): SoundLog => ({
  first: sounds[0]?.frame ?? 0,
  count: sounds.length,
  hash: byteHash(Buffer.from(sounds.map(({ hash }) => hash).join(' '))),
});

export const segmentLog = (
  spot: Spot,
  coded: CodedSegment & { readonly transport: Transport },
  unwrapClock: (clock: number) => Ticks,
  stats: { readonly held: number; readonly dropped: number; readonly hash: string },
): SegmentLog => {
  const { transport, pictures } = coded;
  const counters = [...transport.counters].map(
    ([pid, { first, last }]) => [pid, { first, next: (last + 1) & 15 }] as const,
  );
  return {
    spot,
    tsHash: stats.hash,
    mp4Hash: '',
    times: Float64Array.from(pictures, ({ time }) => time).sort(),
    firstDecode: pictures[0]?.decodeTime ?? 0,
    lastDecode: pictures.at(-1)?.decodeTime ?? 0,
    sound: soundLog(coded.sounds),
    parameterSets: coded.parameterSets.join(' '),
    audioConfig: coded.audioConfigs.join(' '),
    counters: new Map(counters),
    tables: transport.tables,
    firstClock: unwrapClock(transport.clocks[0] ?? 0),
    lastClock: unwrapClock(transport.clocks.at(-1) ?? 0),
    held: stats.held,
    dropped: stats.dropped,
    mp4Start: null,
    mp4End: null,
  };
};

export const inOrder = (log: RenditionLog): SegmentLog[] =>
  [...log.values()].sort((a, b) => a.spot.segment - b.spot.segment);
