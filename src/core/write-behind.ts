/** Values that are written a little later, many of them at a time. */

/** What is put in quick succession is written once a second. */
const FLUSH_MS = 1000;

interface WriteBehindOptions<Value> {
  /** All or nothing. @throws where it cannot be written */
  readonly write: (values: ReadonlyMap<string, Value>) => void;
  /** How long it waits before it tries again what could not be written. */
  readonly retryMs: number;
  /** Told once, until it is mended. */
  readonly failing: (error: unknown) => void;
  readonly mended?: () => void;
}

export class WriteBehind<Value> {
  readonly #options: WriteBehindOptions<Value>;
  readonly #waiting = new Map<string, Value>();
  #timer: NodeJS.Timeout | null = null;
  /** It could not be written; the timer tries again. */
  #isFailing = false;
  #isClosed = false;

  constructor(options: WriteBehindOptions<Value>) {
    this.#options = options;
  }

  /** What is not written yet. */
  get waiting(): ReadonlyMap<string, Value> {
    return this.#waiting;
  }

  put(key: string, value: Value): void {
    this.#waiting.set(key, value);
    if (!this.#isClosed) this.#timer ??= setTimeout(() => this.#try(), FLUSH_MS);
  }

  /** Writes now, but not while that fails: whoever asks need not wait for what is in its way. */
  flush(): void {
    if (!this.#isFailing) this.#try();
  }

  /** Writes now. @throws what `write` throws; all is kept then */
  save(): void {
    if (this.#waiting.size > 0) this.#options.write(this.#waiting);
    this.#waiting.clear();
    this.#stopTimer();
    if (this.#isFailing) this.#options.mended?.();
    this.#isFailing = false;
  }

  /** Writes for the last time. @throws what `write` throws */
  close(): void {
    this.#isClosed = true;
    this.#stopTimer();
    this.save();
  }

  #try(): void {
    try {
      this.save();
    } catch (error) {
      if (!this.#isFailing) this.#options.failing(error);
      this.#isFailing = true;
      this.#stopTimer();
      if (!this.#isClosed) this.#timer = setTimeout(() => this.#try(), this.#options.retryMs);
    }
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
