/** Lets a few things be done at a time; the others wait for their turn. */
export class Turns {
  readonly #atOnce: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #stopped = false;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    while (this.#running >= this.#atOnce && !this.#stopped) {
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

  /** All who wait have their turn at once: what they do is cancelled by now. */
  stop(): void {
    this.#stopped = true;
    for (const go of this.#waiting.splice(0)) go();
  }
}
