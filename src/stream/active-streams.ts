/** How much is being watched, as far as requests tell: players hold no session. */

/** Players keep so much ahead at most that they ask for the next segment within this time. */
const ACTIVE_MS = 30_000;

/** Whoever asks under ever new names must not fill the memory. */
const KEPT = 10_000;

/** One for each viewer and title. */
export class ActiveStreams {
  /** When a segment was asked for last, in that order. */
  readonly #askedAt = new Map<string, number>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** `viewer`: short, as it is kept. */
  note(viewer: string, videoId: string): void {
    const name = `${viewer} ${videoId}`;
    this.#askedAt.delete(name);
    this.#askedAt.set(name, this.#nowMs());
    if (this.#askedAt.size > KEPT) this.#forgetOld(KEPT);
  }

  get count(): number {
    this.#forgetOld(KEPT);
    return this.#askedAt.size;
  }

  #forgetOld(most: number): void {
    const since = this.#nowMs() - ACTIVE_MS;
    for (const [name, askedAt] of this.#askedAt) {
      if (askedAt >= since && this.#askedAt.size <= most) return;
      this.#askedAt.delete(name);
    }
  }
}
