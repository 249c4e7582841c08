/** Finds out what of a title can be copied, beside its being played: a few titles at a time. */
import { setTimeout as delay } from 'node:timers/promises';
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Engine, FileVersion } from '../engine/types.ts';
import type { CopyFacts } from '../library/copy-codec.ts';
import { askCopies, isAbout, needsReading, readCopies } from './copies.ts';
import type { ServedTitle } from './served-title.ts';
import { Turns } from './turns.ts';

/** What was found out in earlier runs, by this build of the engine. */
export interface KnownCopies {
  load(videoId: string, version: FileVersion): Promise<CopyFacts | null>;
  save(videoId: string, version: FileVersion, facts: CopyFacts): Promise<void>;
}

export interface CopyLooksOptions {
  readonly engine: Pick<Engine, 'cuts' | 'copyInit' | 'scanCuts'>;
  readonly known: KnownCopies;
  readonly log: Log;
  /** How long somebody who opens a title waits for it. */
  readonly patienceMs?: number;
}

interface Look {
  facts: CopyFacts | null;
  /** Fulfils when it is over, however it ended, or has taken too long to be waited for. */
  readonly waited: Promise<void>;
}

const PATIENCE_MS = 1000;
/** Then it is not looked any longer: it reads too much. */
const LIMIT_MS = 60_000;
const AT_ONCE = 2;
/** What is read through meanwhile; nobody waits for more, in bytes. */
const SOON_READ = 64 * 1024 * 1024;

export class CopyLooks {
  readonly #options: CopyLooksOptions;
  readonly #looks = new WeakMap<ServedTitle, Look>();
  readonly #readings = new WeakMap<ServedTitle, Look>();
  /** Of each video the version that is read, or about to be. */
  readonly #reading = new Map<string, AbortController>();
  readonly #stopped = new AbortController();
  readonly #turns = new Turns(AT_ONCE);
  readonly #readingTurns = new Turns(1);

  constructor(options: CopyLooksOptions) {
    this.#options = options;
  }

  /** The title has its copies afterwards; where that takes long, it has them when asked again. */
  async complete(served: ServedTitle): Promise<void> {
    if (served.copies === null) {
      const look = this.#looks.get(served) ?? this.#begin(served);
      if (await isTaken(look, served)) this.#looks.delete(served);
    }
    const { copies } = served;
    if (copies === null || !needsReading(served.title)) return;
    const reading = this.#readings.get(served) ?? this.#beginReading(served, copies);
    await isTaken(reading, served);
  }

  /** Whether something was found out of this version of a file in earlier runs. */
  async isKnown(videoId: string, version: FileVersion): Promise<boolean> {
    return (await this.#options.known.load(videoId, version)) !== null;
  }

  /** Whether the title has its copies without a look into its file: they were found before. */
  async isComplete(served: ServedTitle): Promise<boolean> {
    if (served.copies === null) {
      const { videoId, snapshot, title } = served;
      const kept = await this.#options.known.load(videoId, snapshot.source.version);
      if (kept === null || !isAbout(kept, title)) return false;
      if (served.copies === null) served.addCopies(kept);
    }
    return !needsReading(served.title);
  }

  stop(): void {
    this.#stopped.abort();
    this.#turns.stop();
    this.#readingTurns.stop();
  }

  #begin(served: ServedTitle): Look {
    const look = this.#lookFor(this.#find(served), this.#patienceMs, () =>
      this.#looks.delete(served),
    );
    this.#looks.set(served, look);
    return look;
  }

  #beginReading(served: ServedTitle, copies: CopyFacts): Look {
    const { size } = served.snapshot.source.version;
    const patienceMs = size <= SOON_READ ? this.#patienceMs : 0;
    // What could not be read this time is not read again for every playlist.
    const look = this.#lookFor(this.#read(served, copies), patienceMs, () => undefined);
    this.#readings.set(served, look);
    return look;
  }

  get #patienceMs(): number {
    return this.#options.patienceMs ?? PATIENCE_MS;
  }

  #lookFor(finding: Promise<CopyFacts | null>, patienceMs: number, onFailure: () => void): Look {
    const over = new AbortController();
    const patience = delay(patienceMs, undefined, over);
    const done = finding.then((facts) => {
      look.facts = facts;
      if (facts === null) onFailure(); // the next one who asks tries again
      over.abort();
    });
    const look: Look = {
      facts: null,
      waited: Promise.race([done, patience.catch(() => undefined)]),
    };
    return look;
  }

  async #find(served: ServedTitle): Promise<CopyFacts | null> {
    const { videoId, snapshot, title } = served;
    const { known } = this.#options;
    return this.#unlessItFails(videoId, async () => {
      const kept = await known.load(videoId, snapshot.source.version);
      if (kept !== null && isAbout(kept, title)) return kept;
      const facts = await this.#turns.take(() => this.#ask(served));
      this.#remember(served, facts);
      return facts;
    });
  }

  /** One file at a time, and of one that grows only what it is now. */
  async #read(served: ServedTitle, copies: CopyFacts): Promise<CopyFacts | null> {
    const { engine } = this.#options;
    const { videoId, snapshot, title } = served;
    this.#reading.get(videoId)?.abort();
    const reading = new AbortController();
    this.#reading.set(videoId, reading);
    const signal = AbortSignal.any([this.#stopped.signal, reading.signal]);
    const facts = await this.#unlessItFails(videoId, () =>
      this.#readingTurns.take(() =>
        snapshot.read((source) => readCopies(engine, title, copies, source, signal)),
      ),
    );
    if (this.#reading.get(videoId) === reading) this.#reading.delete(videoId);
    if (facts !== null) this.#remember(served, facts);
    return facts;
  }

  #ask({ snapshot, title }: ServedTitle): Promise<CopyFacts> {
    const { engine } = this.#options;
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(LIMIT_MS)]);
    return snapshot.read((source) => askCopies(engine, title, source, signal));
  }

  async #unlessItFails(videoId: string, work: () => Promise<CopyFacts>): Promise<CopyFacts | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof HaemaError && error.code === 'CANCELLED')) {
        const { log } = this.#options;
        log.warn({ videoId, error }, 'a file cannot be looked at for copying');
      }
      return null;
    }
  }

  #remember({ videoId, snapshot }: ServedTitle, facts: CopyFacts): void {
    const { known, log } = this.#options;
    known.save(videoId, snapshot.source.version, facts).catch((error) => {
      log.warn({ videoId, error }, 'what can be copied is not kept; it is looked for again later');
    });
  }
}

/** Waits for the look; whether the title has what it has found. */
const isTaken = async (look: Look, served: ServedTitle): Promise<boolean> => {
  await look.waited;
  if (look.facts === null) return false;
  if (served.copies !== look.facts) served.addCopies(look.facts);
  return true;
};
