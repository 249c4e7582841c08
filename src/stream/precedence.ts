/** Who waits for a film goes before what is done in case somebody will. */

/** For so long others stay away: a film that was opened has its first segments asked for. */
const QUIET_MS = 1000;

export class Precedence {
  readonly #others = new Set<() => void>();
  #waiting = 0;
  #leftAt = Number.NEGATIVE_INFINITY;

  /** Whether somebody waits, or has a moment ago. */
  get isTaken(): boolean {
    return this.#waiting > 0 || performance.now() - this.#leftAt < QUIET_MS;
  }

  /** Work that somebody waits for: all others are told to give way. */
  async first<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    for (const giveWay of this.#others) giveWay();
    try {
      return await work();
    } finally {
      this.#waiting--;
      this.#leftAt = performance.now();
    }
  }

  /** Who is told to give way. Returns what ends that. */
  beside(giveWay: () => void): () => void {
    this.#others.add(giveWay);
    return () => this.#others.delete(giveWay);
  }
}
