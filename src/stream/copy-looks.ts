/** Finds out what of a title can be copied, beside its being played: a few titles at a time. */
import { setTimeout as delay } from 'node:timers/promises';
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Engine, FileVersion } from '../engine/types.ts';
import type { CopyFacts } from '../library/copy-codec.ts';
import { askCopies, isAbout } from './copies.ts';
import type { ServedTitle } from './served-title.ts';

/** What was found out in earlier runs, by this build of the engine. */
export interface KnownCopies {
  load(videoId: string, version: FileVersion): Promise<CopyFacts | null>;
  save(videoId: string, version: FileVersion, facts: CopyFacts): Promise<void>;
}

export interface CopyLooksOptions {
  readonly engine: Pick<Engine, 'cuts' | 'copyInit'>;
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

export class CopyLooks {
  readonly #options: CopyLooksOptions;
  readonly #looks = new WeakMap<ServedTitle, Look>();
  readonly #stopped = new AbortController();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: CopyLooksOptions) {
    this.#options = options;
  }

  /** The title has its copies afterwards; where that takes long, it has them when asked again. */
  async complete(served: ServedTitle): Promise<void> {
    if (served.hasCopies) return;
    const look = this.#looks.get(served) ?? this.#begin(served);
    await look.waited;
    if (look.facts === null || served.hasCopies) return;
    served.addCopies(look.facts);
    this.#looks.delete(served);
  }

  stop(): void {
    this.#stopped.abort();
    for (const go of this.#waiting.splice(0)) go();
  }

  #begin(served: ServedTitle): Look {
    const over = new AbortController();
    const patience = delay(this.#options.patienceMs ?? PATIENCE_MS, undefined, over);
    const done = this.#find(served).then((facts) => {
      look.facts = facts;
      if (facts === null) this.#looks.delete(served); // the next one who asks tries again
      over.abort();
    });
    const look: Look = {
      facts: null,
      waited: Promise.race([done, patience.catch(() => undefined)]),
    };
    this.#looks.set(served, look);
    return look;
  }

  async #find(served: ServedTitle): Promise<CopyFacts | null> {
    const { videoId, snapshot, title } = served;
    const { known } = this.#options;
    try {
      const kept = await known.load(videoId, snapshot.source.version);
      if (kept !== null && isAbout(kept, title)) return kept;
      const facts = await this.#inTurn(() => this.#ask(served));
      this.#remember(served, facts);
      return facts;
    } catch (error) {
      if (!(error instanceof HaemaError && error.code === 'CANCELLED')) {
        this.#options.log.warn({ videoId, error }, 'a file cannot be looked at for copying');
      }
      return null;
    }
  }

  #ask({ snapshot, title }: ServedTitle): Promise<CopyFacts> {
    const { engine } = this.#options;
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(LIMIT_MS)]);
    return snapshot.read((source) => askCopies(engine, title, source, signal));
  }

  #remember({ videoId, snapshot }: ServedTitle, facts: CopyFacts): void {
    const { known, log } = this.#options;
    known.save(videoId, snapshot.source.version, facts).catch((error) => {
      log.warn({ videoId, error }, 'what can be copied is not kept; it is looked for again later');
    });
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    while (this.#running >= AT_ONCE && !this.#stopped.signal.aborted) {
      await new Promise<void>((go) => this.#waiting.push(go));
    }
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}
