/**
 * Subtitles of the video's own file: by its index where that names them, else as far as the file
 * was read through. Nobody waits long for that.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../core/log.ts';
import type { Ticks } from '../../core/ticks.ts';
import type { Cue, Cues } from '../../engine/subtitles.ts';
import type { Engine } from '../../engine/types.ts';
import { unlessAborted } from '../flight.ts';
import type { Scheduler } from '../scheduler.ts';
import type { ServedTitle } from '../served-title.ts';
import { CUT, type Reading, type Readings } from './readings.ts';

export interface EmbeddedOptions {
  readonly engine: Pick<Engine, 'cues'>;
  readonly scheduler: Scheduler;
  readonly readings: Readings;
  readonly log: Log;
  /** How long somebody who asks for a stretch waits for the file to be read that far. */
  readonly patienceMs?: number;
}

/** What is shown in a stretch of time. */
export interface Known {
  /** `[Script Info]` and the styles. */
  readonly header: string;
  /** By start. */
  readonly cues: readonly Cue[];
  /** There is nothing else. */
  readonly isWhole: boolean;
}

export interface Stretch {
  readonly stream: number;
  readonly start: Ticks;
  readonly end: Ticks;
}

const PATIENCE_MS = 1000;
/** Whose picture stops sooner goes first. */
const URGENT_MS = 4000;

export class Embedded {
  readonly #options: EmbeddedOptions;
  /** Streams that no index leads to. */
  readonly #unindexed = new WeakMap<ServedTitle, Set<number>>();

  constructor(options: EmbeddedOptions) {
    this.#options = options;
  }

  /** @throws what the engine throws */
  async stretch(
    served: ServedTitle,
    stretch: Stretch,
    signal: AbortSignal,
    patienceMs = this.#options.patienceMs ?? PATIENCE_MS,
  ): Promise<Known> {
    const { readings, log } = this.#options;
    const { videoId } = served;
    const { stream } = stretch;
    const reading = await readings.of(served);
    if (!reading.knows(stretch.end) && !this.#isUnindexed(served, stream)) {
      const found = await this.#find(served, stretch, signal);
      if (found?.isCut) log.warn({ videoId, stream }, CUT);
      if (found !== null) return { ...found, isWhole: true };
      this.#setUnindexed(served, stream);
    }
    readings.wake(served, reading);
    await reached(reading, stretch.end, patienceMs, signal);
    const list = reading.tracks.get(stream);
    return {
      header: list?.header ?? '',
      cues: list?.within(stretch.start, stretch.end) ?? [],
      // A line may stand anywhere behind its time, if that is bad manners: until the file was read
      // to its end, what is sent may lack it, and is not to be kept by anybody.
      isWhole: reading.isWhole,
    };
  }

  /** Null where no index names the packets. */
  async #find(served: ServedTitle, stretch: Stretch, signal: AbortSignal): Promise<Cues | null> {
    const { engine, scheduler } = this.#options;
    const { snapshot, title } = served;
    const request = { ...stretch, origin: title.probe.origin };
    const dueAt = performance.now() + URGENT_MS;
    const traits = { kind: 'subtitles', urgency: 'interactive', dueAt } as const;
    const job = scheduler.submit(
      (given, onStall) =>
        snapshot.read((source) => engine.cues({ ...request, source }, given, onStall)),
      traits,
    );
    try {
      return await unlessAborted(job.promise, signal);
    } finally {
      if (signal.aborted) job.cancel();
    }
  }

  #isUnindexed(served: ServedTitle, stream: number): boolean {
    return this.#unindexed.get(served)?.has(stream) === true;
  }

  #setUnindexed(served: ServedTitle, stream: number): void {
    const streams = this.#unindexed.get(served) ?? new Set();
    this.#unindexed.set(served, streams.add(stream));
  }
}

/** Waits until it is known what begins before `end`, a while at most. */
const reached = async (
  reading: Reading,
  end: Ticks,
  patienceMs: number,
  signal: AbortSignal,
): Promise<void> => {
  const over = new AbortController();
  let isLate = false;
  const late = delay(patienceMs, undefined, { signal: over.signal }).then(
    () => {
      isLate = true;
    },
    () => undefined,
  );
  try {
    while (!reading.knows(end) && reading.isRunning && !isLate) {
      await unlessAborted(Promise.race([reading.changed, late]), signal);
    }
  } finally {
    over.abort();
  }
};
