/**
 * Looks into the files that nobody has opened yet, the newest first, so that lists tell how long
 * they are and each opens at once. Whoever watches goes first, and shares in the network are left
 * alone until somebody asks.
 */
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { nowAndThen } from '../core/now-and-then.ts';
import type { Library } from '../library/library.ts';
import type { Job } from './job.ts';
import type { Scheduler } from './scheduler.ts';
import type { Titles } from './titles.ts';

/** One reads while the other one's tables are packed. */
const AT_ONCE = 2;

/** As often a file gives way to films that are opened; then it is looked into to the end. */
const GIVE_WAYS = 3;

/** Between two lines in the log. */
const TOLD_MS = 10_000;

export interface SurveyOptions {
  readonly library: Pick<Library, 'unopened' | 'onScan'>;
  readonly titles: Pick<Titles, 'survey' | 'precedence'>;
  readonly scheduler: Scheduler;
  readonly log: Log;
}

export interface SurveyStatus {
  /** Files that are still to be looked into. */
  readonly left: number;
  readonly done: number;
  /** Among them, those that are no videos or cannot be read. */
  readonly failed: number;
  /** Files a second. */
  readonly rate: number;
}

export class Survey {
  readonly #options: SurveyOptions;
  readonly #stopped = new AbortController();
  /** What could not be looked into has its turn when haema is started again, or it has changed. */
  readonly #tried = new Set<string>();
  readonly #jobs = new Set<Job<void>>();
  /** How often each of the queue gave way. */
  readonly #gaveWay = new Map<string, number>();
  #queue: string[] = [];
  #running: Promise<void> | null = null;
  #again = false;
  #done = 0;
  #failed = 0;
  #startedAt = 0;
  #isToTell = nowAndThen(TOLD_MS);

  constructor(options: SurveyOptions) {
    this.#options = options;
  }

  /** Goes on after each scan. */
  start(): void {
    this.#options.library.onScan(() => this.#wake());
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    for (const job of this.#jobs) job.cancel(new HaemaError('CANCELLED', 'haema ends'));
    await this.#running;
  }

  status(): SurveyStatus {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const rate = this.#running === null || seconds === 0 ? 0 : this.#done / seconds;
    const left = this.#queue.length + this.#jobs.size;
    return { left, done: this.#done, failed: this.#failed, rate };
  }

  #wake(): void {
    this.#again = true;
    if (this.#running !== null || this.#stopped.signal.aborted) return;
    this.#running = this.#run()
      .catch((error) => this.#options.log.error({ error }, 'files are no longer looked into'))
      .finally(() => {
        this.#running = null;
        this.#queue = [];
        this.#gaveWay.clear();
      });
  }

  /** Counts on over scans that come meanwhile. */
  async #run(): Promise<void> {
    const { library, log } = this.#options;
    let isBegun = false;
    while (this.#again && !this.#stopped.signal.aborted) {
      this.#again = false;
      const unopened = await library.unopened();
      this.#queue = unopened.filter((key) => !this.#tried.has(key));
      const still = new Set(unopened);
      for (const key of this.#tried) if (!still.has(key)) this.#tried.delete(key);
      if (this.#queue.length === 0) continue; // how the last time went stays to be seen
      if (!isBegun) {
        [this.#done, this.#failed, this.#startedAt] = [0, 0, performance.now()];
        this.#isToTell = nowAndThen(TOLD_MS);
        isBegun = true;
      }
      const lanes = Array.from({ length: AT_ONCE }, () => this.#work());
      await Promise.allSettled(lanes);
      await Promise.all(lanes); // throws what one has thrown, when none works any more
    }
    if (isBegun && this.#done > 0)
      log.info({ files: this.#done, failed: this.#failed }, 'files looked into');
  }

  async #work(): Promise<void> {
    for (let key = await this.#next(); key !== undefined; key = await this.#next()) {
      this.#tried.add(key);
      const outcome = await this.#lookInto(key);
      if (outcome === 'later') {
        this.#tried.delete(key);
        this.#queue.push(key);
        continue;
      }
      if (outcome === 'failed') this.#failed++;
      this.#done++;
      if (this.#isToTell()) this.#tell();
    }
  }

  /** When nobody waits for a film; undefined where there is no more to do. */
  async #next(): Promise<string | undefined> {
    const { signal } = this.#stopped;
    await this.#options.titles.precedence.free(signal).catch(() => undefined);
    return signal.aborted || this.#again ? undefined : this.#queue.shift();
  }

  #tell(): void {
    const { left, done, failed, rate } = this.status();
    const perSecond = Math.round(rate * 10) / 10;
    const etaSeconds = rate > 0 ? Math.ceil(left / rate) : null;
    const fields = { done, failed, left, perSecond, etaSeconds };
    this.#options.log.info(fields, 'files are being looked into');
  }

  /** Of a job that had to make room for segments the film is opened when somebody asks. */
  async #lookInto(key: string): Promise<'done' | 'failed' | 'later'> {
    const { titles, scheduler, log } = this.#options;
    const [videoId = ''] = key.split(':');
    const work = (signal: AbortSignal) =>
      titles.survey(videoId, AbortSignal.any([signal, this.#stopped.signal]));
    const job = scheduler.submit(work, { kind: 'survey', urgency: 'linger' });
    this.#jobs.add(job);
    const times = this.#gaveWay.get(key) ?? 0;
    let gaveWay = false;
    const giveWay = (): void => {
      if (times >= GIVE_WAYS) return;
      gaveWay = true;
      this.#gaveWay.set(key, times + 1);
      job.cancel();
    };
    const stay = titles.precedence.onHeld(giveWay);
    try {
      await job.promise;
      return 'done';
    } catch (error) {
      if (!(error instanceof HaemaError)) throw error;
      if (error.code.startsWith('DATABASE')) {
        this.#tried.delete(key);
        throw error; // no other file would be kept; the next scan tries again
      }
      if (gaveWay) return 'later';
      log.debug({ videoId, error }, 'this file tells nothing');
      return 'failed';
    } finally {
      stay();
      this.#jobs.delete(job);
    }
  }
}
