/** The lines of a track, as far as they are known. */
import { lowerBound } from '../../core/lower-bound.ts';
import type { Ticks } from '../../core/ticks.ts';
import type { Cue } from '../../engine/subtitles.ts';

/** What a server remembers of one track, in characters; nobody has written more. */
const MOST_TEXT = 32 * 1024 * 1024;
/** What a line takes besides its text, in as many. */
const LINE = 64;

export class CueList {
  /** `[Script Info]` and the styles. */
  header = '';
  readonly #cues: Cue[] = [];
  readonly #starts: Ticks[] = [];
  /** Of each line the latest end up to it: lines may last longer than those behind them. */
  readonly #ends: Ticks[] = [];
  #taken = 0;

  constructor(header = '', cues: readonly Cue[] = []) {
    this.header = header;
    this.add(cues);
  }

  get cues(): readonly Cue[] {
    return this.#cues;
  }

  /** By start. False where there are more than are remembered. */
  add(cues: readonly Cue[]): boolean {
    const last = this.#starts.at(-1);
    const [first] = cues;
    const known = this.#cues.length;
    for (const cue of cues) {
      this.#taken += cue.text.length + LINE;
      if (this.#taken > MOST_TEXT) break;
      this.#cues.push(cue);
    }
    const isInOrder = last === undefined || first === undefined || first.start >= last;
    if (!isInOrder) this.#cues.sort((a, b) => a.start - b.start);
    this.#lookUpFrom(isInOrder ? known : 0);
    return this.#taken <= MOST_TEXT;
  }

  #lookUpFrom(place: number): void {
    this.#starts.length = place;
    this.#ends.length = place;
    for (const { start, end } of this.#cues.slice(place)) {
      this.#starts.push(start);
      this.#ends.push(Math.max(end, this.#ends.at(-1) ?? end));
    }
  }

  /** What is shown at some time within [start, end). */
  within(start: Ticks, end: Ticks): Cue[] {
    const from = lowerBound(this.#ends, start + 1);
    const to = lowerBound(this.#starts, end);
    return this.#cues.slice(from, to).filter((cue) => cue.end > start && cue.start < end);
  }
}
