/**
 * Reads files through for subtitles that no index leads to: behind all else, a part of one file at
 * a time, and no longer than somebody asks. What was read stays.
 */
import { HaemaError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import type { Ticks } from '../../core/ticks.ts';
import type { CueScan, Cues } from '../../engine/subtitles.ts';
import type { Engine, FileVersion } from '../../engine/types.ts';
import type { TrackCues } from '../../library/cue-codec.ts';
import type { ServedTitle } from '../served-title.ts';
import { Turns } from '../turns.ts';
import { CueList } from './cue-list.ts';
import { textStreams } from './tracks.ts';

/** What was read through in earlier runs, by this build of the engine. */
export interface KnownCues {
  /** Null where it was not read to its end. */
  load(videoId: string, version: FileVersion): Promise<readonly TrackCues[] | null>;
  save(videoId: string, version: FileVersion, tracks: readonly TrackCues[]): Promise<void>;
}

export interface ReadingsOptions {
  readonly engine: Pick<Engine, 'cueScan'>;
  readonly known: KnownCues;
  readonly log: Log;
  readonly nowMs?: () => number;
}

/** Nobody has asked for so long: players ask for each minute of a film when it comes near. */
const IDLE_MS = 5 * 60_000;

/** After a failure. */
const REST_MS = 60_000;

/** All text tracks of a file, as far as they were read. */
export class Reading {
  /** By the index of the stream. */
  readonly tracks: ReadonlyMap<number, CueList>;
  /** Everything that begins before this is known. */
  upTo: Ticks = Number.NEGATIVE_INFINITY;
  place: number | null = null;
  isWhole = false;
  isRunning = false;
  /** Streams of which there is more than is taken. */
  readonly cut = new Set<number>();
  askedMs = 0;
  /** Not before, for it has failed. */
  againMs = 0;
  #changed = Promise.withResolvers<void>();

  constructor(streams: readonly number[]) {
    this.tracks = new Map(streams.map((stream) => [stream, new CueList()]));
  }

  knows(end: Ticks): boolean {
    return this.isWhole || this.upTo >= end;
  }

  /** Fulfils when more is known, or no more will be. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  take({ tracks, upTo, place }: Pick<CueScan, 'upTo' | 'place'> & Tracks): void {
    for (const [at, [stream, list]] of [...this.tracks].entries()) {
      const { header = '', cues = [], isCut = false } = tracks[at] ?? {};
      if (header !== '') list.header = header;
      if (!list.add(cues) || isCut) this.cut.add(stream);
    }
    [this.upTo, this.place] = [upTo, place];
    this.isWhole = place === null;
  }

  /** As it was kept. */
  fill(kept: readonly TrackCues[]): void {
    const streams = [...this.tracks.keys()];
    const tracks = streams.flatMap((it) => kept.filter(({ stream }) => stream === it));
    if (tracks.length < streams.length) return;
    this.take({ tracks, upTo: Number.POSITIVE_INFINITY, place: null });
  }
}

/** Haema ends, or the file is another one: whoever asks next is told. */
const UNTOLD: ReadonlySet<string> = new Set(['CANCELLED', 'SOURCE_CHANGED']);

interface Tracks {
  readonly tracks: readonly (Pick<Cues, 'header' | 'cues'> & Partial<Pick<Cues, 'isCut'>>)[];
}

/** For the log. */
export const CUT = 'these subtitles are too many: some of them are left out';

export class Readings {
  readonly #options: ReadingsOptions;
  readonly #readings = new WeakMap<ServedTitle, Promise<Reading>>();
  readonly #stopped = new AbortController();
  readonly #turns = new Turns(1);
  readonly #nowMs: () => number;

  constructor(options: ReadingsOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
  }

  /** What is known of a file, from earlier runs, too. */
  of(served: ServedTitle): Promise<Reading> {
    const known = this.#readings.get(served) ?? this.#load(served);
    this.#readings.set(served, known);
    return known;
  }

  /** Reads on, unless it does so already. */
  wake(served: ServedTitle, reading: Reading): void {
    const nowMs = this.#nowMs();
    reading.askedMs = nowMs;
    if (reading.isWhole || reading.isRunning || nowMs < reading.againMs) return;
    if (this.#stopped.signal.aborted) return;
    reading.isRunning = true;
    void this.#read(served, reading).finally(() => {
      reading.isRunning = false;
      reading.tell();
    });
  }

  stop(): void {
    this.#stopped.abort();
    this.#turns.stop();
  }

  async #load(served: ServedTitle): Promise<Reading> {
    const { known, log } = this.#options;
    const { videoId, snapshot, title } = served;
    const reading = new Reading(textStreams(title));
    try {
      const kept = await known.load(videoId, snapshot.source.version);
      if (kept !== null) reading.fill(kept);
    } catch (error) {
      log.warn({ videoId, error }, 'subtitles that were kept cannot be read');
    }
    return reading;
  }

  async #read(served: ServedTitle, reading: Reading): Promise<void> {
    const { log } = this.#options;
    const { videoId } = served;
    try {
      while (!reading.isWhole && this.#nowMs() - reading.askedMs < IDLE_MS) {
        await this.#turns.take(() => this.#readOn(served, reading));
        reading.tell();
      }
      for (const stream of reading.cut) log.warn({ videoId, stream }, CUT);
      if (reading.isWhole) await this.#keep(served, reading);
    } catch (error) {
      reading.againMs = this.#nowMs() + REST_MS;
      if (error instanceof HaemaError && UNTOLD.has(error.code)) return;
      log.warn({ videoId, error }, 'a file cannot be read through for its subtitles');
    }
  }

  async #readOn({ snapshot, title }: ServedTitle, reading: Reading): Promise<void> {
    const { engine } = this.#options;
    const { origin } = title.probe;
    const streams = [...reading.tracks.keys()];
    const part = await snapshot.read((source) =>
      engine.cueScan({ source, origin, streams, place: reading.place }, this.#stopped.signal),
    );
    reading.take(part);
  }

  async #keep({ videoId, snapshot }: ServedTitle, { tracks }: Reading): Promise<void> {
    const { known } = this.#options;
    const plain = [...tracks].map(([stream, { header, cues }]) => ({ stream, header, cues }));
    await known.save(videoId, snapshot.source.version, plain);
  }
}
