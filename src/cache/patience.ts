/** A disk that did not answer in time. */
export class Stalled extends Error {
  readonly code = 'ETIMEDOUT';
}

/**
 * Waits for a disk for as long as it is worth. What is late goes on, as nothing can stop it, and
 * holds a thread: so until it is done, `isLost` says not to ask for more.
 */
export class Patience {
  readonly #ms: number;
  #late = 0;

  constructor(ms: number) {
    this.#ms = ms;
  }

  get isLost(): boolean {
    return this.#late > 0;
  }

  /** Rejects with Stalled when the time is up. */
  async wait<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    let isLate = false;
    const timeUp = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        this.#late++;
        reject(new Stalled(`no answer within ${this.#ms} ms`));
      }, this.#ms);
    });
    const done = work.finally(() => {
      clearTimeout(timer);
      if (isLate) this.#late--;
    });
    return Promise.race([done, timeUp]);
  }
}
