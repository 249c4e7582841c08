/** Who waits for a film goes before what is done in case somebody will. */
import { setTimeout as delay } from 'node:timers/promises';

/** For so long others stay away: a film that was opened has its first segments asked for. */
const QUIET_MS = 1000;
/** What takes longer, as where a disk hardly answers, keeps others from theirs no more. */
const LIMIT_MS = 10_000;

export class Precedence {
  readonly #others = new Set<() => void>();
  readonly #holders = new Set<object>();
  #leftAt = Number.NEGATIVE_INFINITY;

  /** Whether somebody waits, or has a moment ago. */
  get isHeld(): boolean {
    return this.#holders.size > 0 || performance.now() - this.#leftAt < QUIET_MS;
  }

  /** Work that somebody waits for: all others are told to give way. */
  async first<T>(work: () => Promise<T>): Promise<T> {
    const holder = {};
    const leave = (): void => {
      if (this.#holders.delete(holder)) this.#leftAt = performance.now();
    };
    const limit = setTimeout(leave, LIMIT_MS).unref();
    try {
      this.#holders.add(holder);
      for (const giveWay of this.#others) giveWay();
      return await work();
    } finally {
      clearTimeout(limit);
      leave();
    }
  }

  /** Fulfils when nobody waits any more. @throws when the signal is aborted */
  async free(signal: AbortSignal): Promise<void> {
    while (this.isHeld) await delay(QUIET_MS, undefined, { signal });
  }

  /** Who is told to give way, at once where it is held already. Returns what ends that. */
  onHeld(giveWay: () => void): () => void {
    this.#others.add(giveWay);
    if (this.isHeld) giveWay();
    return () => this.#others.delete(giveWay);
  }
}
