/** Which segment is made next. Who waits for a picture goes before what may be wanted later. */
import { HaemaError } from '../core/errors.ts';
import { Job, type JobTraits, type Urgency, type Work } from './job.ts';
import type { JobKind, JobOutcome, Meter } from './meter.ts';

export interface SchedulerOptions {
  /** Interactive jobs at a time, and as many others while there are none; never more than twice. */
  readonly slots: number;
  /** How long an interactive job may wait for its slot before it is BUSY. */
  readonly maxWaitMs: number;
  /** How long any job may run before it is TIMED_OUT. */
  readonly maxRunMs: number;
  /** Interactive jobs that may wait; one more is BUSY at once. */
  readonly maxWaiting: number;
  /** What jobs may take of memory at a time, as they say; a single one is never too large. */
  readonly maxBytes: number;
  readonly meter?: Pick<Meter, 'jobEnded'>;
}

/** A segment's GOPs are encoded beside each other, so half as many jobs as cores fill them. */
export const schedulerOptions = (cores: number): SchedulerOptions => ({
  slots: Math.max(2, Math.ceil(cores / 2)),
  maxWaitMs: 8000,
  maxRunMs: 60_000,
  maxWaiting: 1000,
  maxBytes: 128 * 1024 * 1024,
});

/** Jobs at a time that wait for disks which may never answer, and others; a thread each. */
const MOST_STALLED = 24;

const ORDER: readonly Urgency[] = ['interactive', 'prefetch', 'picture', 'linger'];
const BUSY = 'more is asked for than this machine can make in time';

export class Scheduler {
  readonly #options: SchedulerOptions;
  /** In the order of arrival. */
  readonly #waiting = new Set<Job<unknown>>();
  readonly #running = new Set<Job<unknown>>();

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** A job that is refused, or waits too long, rejects with BUSY. */
  submit<T>(work: Work<T>, traits: JobTraits): Job<T> {
    const job: Job<T> = new Job(work, traits, () => this.#changed(job));
    this.#measure(job, traits.kind);
    if (
      traits.urgency === 'interactive' &&
      this.#waitingInteractive() >= this.#options.maxWaiting
    ) {
      job.cancel(new HaemaError('BUSY', BUSY));
      return job;
    }
    this.#waiting.add(job);
    this.#changed(job);
    return job;
  }

  get counts(): { readonly waiting: number; readonly running: number } {
    return { waiting: this.#waiting.size, running: this.#running.size };
  }

  #measure(job: Job<unknown>, kind: JobKind): void {
    const { meter } = this.#options;
    if (meter === undefined) return;
    const submittedAt = performance.now();
    const end = (outcome: JobOutcome): void => {
      const now = performance.now();
      const { startedAt } = job;
      const waitedMs = (startedAt ?? now) - submittedAt;
      const tookMs = startedAt === null ? null : now - startedAt;
      meter.jobEnded({ kind, outcome, waitedMs, tookMs });
    };
    job.promise.then(
      () => end('done'),
      (error) => end(outcomeOf(error)),
    );
  }

  #changed(job: Job<unknown>): void {
    if (job.cancelled) {
      this.#waiting.delete(job);
    } else if (this.#waiting.has(job)) {
      // What nobody waits for may wait for ever: whoever keeps it cancels it.
      if (job.urgency === 'interactive') job.limit(this.#options.maxWaitMs, 'BUSY', BUSY);
      else job.unlimit();
    }
    this.#startNext();
  }

  #startNext(): void {
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const job = next;
      this.#waiting.delete(job);
      this.#running.add(job);
      job.limit(this.#options.maxRunMs, 'TIMED_OUT', 'it took too long to make');
      void job.run().then(() => {
        this.#running.delete(job);
        this.#startNext();
      });
    }
  }

  /** What may be wanted later never keeps a picture waiting: it takes no interactive job's slot. */
  #next(): Job<unknown> | null {
    const first = this.#first();
    if (first === undefined) return null;
    const watched = [...this.#running].filter(isWatched).length;
    const isInteractive = first.urgency === 'interactive';
    const taken = isInteractive ? watched : this.#running.size;
    if (taken >= this.#options.slots || (!isInteractive && watched > 0)) return null;
    const going = [...this.#running].filter((job) => !job.stalled).length;
    if (going < 2 * this.#options.slots && this.#running.size < MOST_STALLED) return first;
    this.#giveUpLatest();
    return null;
  }

  /** The most urgent one for which there is room. What takes memory does not overtake its like. */
  #first(): Job<unknown> | undefined {
    const { maxBytes } = this.#options;
    const going = [...this.#running].filter((job) => !job.stalled && !job.cancelled);
    const taken = going.reduce((sum, { bytes }) => sum + bytes, 0);
    let full = false;
    return [...this.#waiting].sort(before).find(({ bytes }) => {
      full ||= bytes > 0 && taken > 0 && taken + bytes > maxBytes;
      return bytes === 0 || !full;
    });
  }

  /** What nobody waits for goes: readers who come and leave must not start ever more jobs. */
  #giveUpLatest(): void {
    const running = [...this.#running];
    if (running.some((job) => job.cancelled)) return; // and makes room in a moment
    running.findLast((job) => job.urgency !== 'interactive')?.cancel();
  }

  #waitingInteractive(): number {
    return [...this.#waiting].filter((job) => job.urgency === 'interactive').length;
  }
}

const outcomeOf = (error: unknown): JobOutcome => {
  const code = error instanceof HaemaError ? error.code : null;
  if (code === 'CANCELLED') return 'cancelled';
  return code === 'BUSY' ? 'refused' : 'failed';
};

/** What was cancelled, or waits for a disk, may never end: it keeps nobody from a slot. */
const isWatched = (job: Job<unknown>): boolean =>
  job.urgency === 'interactive' && !job.cancelled && !job.stalled;

/** Stable: equals stay in the order of their arrival. */
const before = (a: Job<unknown>, b: Job<unknown>): number =>
  ORDER.indexOf(a.urgency) - ORDER.indexOf(b.urgency) || a.dueAt - b.dueAt;
