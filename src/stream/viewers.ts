/** Who is watching what, as far as requests tell: for fairness and for what to make ahead. */
import { TICKS_PER_SECOND, type Ticks } from '../core/ticks.ts';

/** A viewer that was served nothing for this long is gone. */
const GONE_MS = 120_000;

/** What it takes to make a segment and to carry it to the viewer, at most mostly. */
const HEADROOM_MS = 1000;

/** Whoever asks under ever new names must not fill the memory. */
const KEPT = 1000;

interface Viewer {
  /** When it was served last, in milliseconds. */
  seenAt: number;
  /** The segment that was served last. */
  index: number;
  /** When what was served has been played, in milliseconds. */
  playedAt: number;
  /** Keys that were asked to be made ahead. */
  ahead: ReadonlySet<string>;
}

/** One entry a playlist that somebody plays: sound and pictures of fMP4 are two. */
export class Viewers {
  /** In the order of seenAt. */
  readonly #viewers = new Map<string, Viewer>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /**
   * When this segment has to be begun with, in milliseconds: in time before the viewer's picture
   * stops, and now for one that just came, or sought. So whoever seeks later does not go first.
   */
  dueAt(viewer: string, index: number): number {
    const known = this.#viewers.get(viewer);
    const isNext = known !== undefined && known.index + 1 === index;
    return isNext ? known.playedAt - HEADROOM_MS : this.#nowMs();
  }

  /** Returns viewers that are forgotten now, with what was made ahead for them. */
  served(viewer: string, index: number, length: Ticks): [viewer: string, keys: string[]][] {
    const known = this.#viewers.get(viewer);
    const nowMs = this.#nowMs();
    const from = known?.index === index - 1 ? Math.max(nowMs, known.playedAt) : nowMs;
    const playedAt = from + (length * 1000) / TICKS_PER_SECOND;
    this.#viewers.delete(viewer);
    const ahead = known?.ahead ?? new Set();
    this.#viewers.set(viewer, { seenAt: nowMs, index, playedAt, ahead });
    return this.#forgetGone(nowMs);
  }

  /** Whether this is about what the viewer would ask for next, played from where it is. */
  isNear(viewer: string, index: number, reach: number): boolean {
    const known = this.#viewers.get(viewer);
    return known !== undefined && index >= known.index && index <= known.index + reach;
  }

  /** Replaces what is made ahead for this viewer; returns what no longer is. */
  setAhead(viewer: string, keys: ReadonlySet<string>): string[] {
    const known = this.#viewers.get(viewer);
    if (known === undefined) return [];
    const dropped = [...known.ahead].filter((key) => !keys.has(key));
    known.ahead = keys;
    return dropped;
  }

  get size(): number {
    return this.#viewers.size;
  }

  #forgetGone(nowMs: number): [viewer: string, keys: string[]][] {
    const gone: [string, string[]][] = [];
    for (const [name, { seenAt, ahead }] of this.#viewers) {
      if (seenAt + GONE_MS > nowMs && this.#viewers.size <= KEPT) break;
      this.#viewers.delete(name);
      gone.push([name, [...ahead]]);
    }
    return gone;
  }
}
