/** A child's place: there is always one in it, or about to be, as long as there is work. */
import type { Child } from './child.ts';
import type { Attempt } from './task.ts';

/** After that many children that did not even start, nothing waits for the next one. */
const HOPELESS = 5;
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 30_000;

export interface SlotEvents {
  /** @throws when no process can be started */
  readonly launch: () => Child;
  /** It is not needed any more; another one takes its place. */
  readonly retire: (child: Child) => void;
  /** No child will do these. */
  readonly refuse: (attempts: readonly Attempt[]) => void;
}

export class Slot {
  #child: Child | null = null;
  /** For a child, or for its turn behind those that must be alone. */
  #waiting: Attempt[] = [];
  #lonely: Attempt[] = [];
  #failures = 0;
  #delay: NodeJS.Timeout | null = null;
  readonly #events: SlotEvents;

  constructor(events: SlotEvents) {
    this.#events = events;
  }

  get child(): Child | null {
    return this.#child;
  }

  /** Attempts before whose end a new one would not begin, or that it would share the child with. */
  get load(): number {
    return (this.#child?.attempts.size ?? 0) + this.waiting;
  }

  /** Attempts that no child has in hand. */
  get waiting(): number {
    return this.#waiting.length + this.#lonely.length;
  }

  /** A new one would have to wait for something that may never end. */
  get isBlocked(): boolean {
    return this.#delay !== null || this.isLonely;
  }

  /** Some that must be alone are in hand or wait. */
  get isLonely(): boolean {
    return this.#lonely.length > 0 || this.#hasLonely;
  }

  add(attempt: Attempt): void {
    (attempt.alone ? this.#lonely : this.#waiting).push(attempt);
    this.advance();
  }

  /** Hands out what can be handed out. To be called when one of the child's has ended. */
  advance(): void {
    this.#drop();
    if (this.waiting === 0) return;
    this.start();
    if (this.#delay !== null && this.#failures >= HOPELESS) this.#events.refuse(this.#takeBack());
    const child = this.#child;
    if (child === null || this.#hasLonely) return;
    if (this.#lonely.length > 0) {
      if (child.attempts.size === 0) this.#advanceLonely(child);
      return;
    }
    for (const attempt of this.#waiting.splice(0)) child.take(attempt);
  }

  /** Puts a child in the place where there is none. */
  start(): void {
    if (this.#child !== null || this.#delay !== null) return;
    try {
      this.#child = this.#events.launch();
    } catch {
      this.#wait();
    }
  }

  /** The child is somebody else's, or no more. A start that hung is not tried again at once. */
  lose(child: Child, hung = false): void {
    if (this.#child !== child) return;
    this.#child = null;
    if (child.started) {
      this.#failures = 0;
      return;
    }
    if (hung) this.#failures = Math.max(this.#failures, HOPELESS - 1);
    this.#wait();
  }

  /** Takes back what no child has in hand. */
  empty(): Attempt[] {
    if (this.#delay !== null) clearTimeout(this.#delay);
    return this.#takeBack();
  }

  #takeBack(): Attempt[] {
    return [...this.#waiting.splice(0), ...this.#lonely.splice(0)];
  }

  /** In a child that has done nothing else, which may have done harm that shows later. */
  #advanceLonely(idle: Child): void {
    if (idle.used) {
      this.#events.retire(idle);
      this.start();
    }
    const next = this.#child === null ? undefined : this.#lonely.shift();
    if (next !== undefined) this.#child?.take(next);
  }

  get #hasLonely(): boolean {
    return [...(this.#child?.attempts.values() ?? [])].some(({ alone }) => alone);
  }

  #drop(): void {
    this.#waiting = this.#waiting.filter(({ task }) => !task.settled);
    this.#lonely = this.#lonely.filter(({ task }) => !task.settled);
  }

  #wait(): void {
    const ms = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures++);
    this.#delay = setTimeout(() => {
      this.#delay = null;
      this.advance();
    }, ms); // it keeps the process: somebody waits for what the child is to make
  }
}
