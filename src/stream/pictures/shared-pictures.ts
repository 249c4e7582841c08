/** Pictures by name: from the cache, from a job that runs already, or from a new one. */
import type { Cache } from '../../cache/cache.ts';
import { HaemaError } from '../../core/errors.ts';
import type { OnStall } from '../../engine/types.ts';
import { unlessAborted } from '../flight.ts';
import type { Job } from '../job.ts';
import type { Scheduler } from '../scheduler.ts';

export type MakePicture = (signal: AbortSignal, onStall: OnStall) => Promise<Buffer>;

interface Making {
  readonly job: Job<Buffer>;
  readers: number;
}

export class SharedPictures {
  readonly #cache: Cache;
  readonly #scheduler: Scheduler;
  readonly #making = new Map<string, Making>();

  constructor(cache: Cache, scheduler: Scheduler) {
    this.#cache = cache;
    this.#scheduler = scheduler;
  }

  /** `name`: of its bytes. What nobody waits for any more is given up. */
  async get(name: string, make: MakePicture, signal: AbortSignal): Promise<Buffer> {
    const key = `picture/${name}`;
    const kept = this.#cache.getNow(key) ?? (await this.#cache.get(key));
    if (kept !== null) return kept;
    const making = this.#making.get(key) ?? this.#start(key, make);
    making.readers++;
    try {
      return await unlessAborted(making.job.promise, signal);
    } catch (error) {
      throw signal.aborted ? error : busyWhenGivenUp(error);
    } finally {
      if (--making.readers === 0 && this.#making.get(key) === making) this.#end(key, making);
    }
  }

  /** Gives up all that is being made. */
  stop(): void {
    for (const [key, making] of this.#making) this.#end(key, making);
  }

  #start(key: string, make: MakePicture): Making {
    const job = this.#scheduler.submit(make, { kind: 'picture', urgency: 'picture' });
    const making = { job, readers: 0 };
    this.#making.set(key, making);
    const forget = (): void => {
      if (this.#making.get(key) === making) this.#making.delete(key);
    };
    job.promise.then((data) => this.#cache.set(key, data)).then(forget, forget);
    return making;
  }

  #end(key: string, { job }: Making): void {
    this.#making.delete(key);
    job.cancel();
  }
}

/** Work may have to make room for segments. */
const busyWhenGivenUp = (error: unknown): unknown =>
  error instanceof HaemaError && error.code === 'CANCELLED'
    ? new HaemaError('BUSY', 'the machine is busy with what is being watched', { cause: error })
    : error;
