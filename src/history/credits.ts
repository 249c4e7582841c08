/** Where the credits begin, where the file says so. */
import { TICKS_PER_SECOND, type Ticks } from '../core/ticks.ts';
import type { MediaFacts } from '../library/media-facts.ts';

/** As the tools that write chapters, and people, call them. */
const CREDITS = new RegExp(
  [
    String.raw`\b(?:end(?:ing)? ?credits?|credits?|end titles?|closing|outro|abspann)\b`,
    'g[ée]n[ée]rique de fin|titoli di coda|cr[ée]ditos|エンディング|엔딩|片尾|титры',
  ].join('|'),
  'iu',
);

/** Nobody's film has its credits before its second half: those are of the opening. */
const NOT_BEFORE = 0.5;

interface Chapter {
  readonly start: Ticks;
  readonly end: Ticks;
  readonly title: string | null;
}

/** Enough for who watches at a time; what is dropped is looked up again. */
const MOST = 256;

export class Credits {
  readonly #facts: MediaFacts;
  readonly #known = new Map<string, Promise<number | null>>();

  constructor(facts: MediaFacts) {
    this.#facts = facts;
  }

  /** Milliseconds; null where no chapter tells, or nobody has looked into the file. */
  of(videoId: string): Promise<number | null> {
    const known = this.#known.get(videoId);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST) this.#known.clear();
    const found = this.#facts.chapters(videoId).then(creditsOf, () => null);
    this.#known.set(videoId, found);
    return found;
  }
}

export const creditsOf = (chapters: readonly Chapter[]): number | null => {
  const end = chapters.at(-1)?.end ?? 0;
  const chapter = chapters.findLast(
    ({ title, start }) => start >= end * NOT_BEFORE && CREDITS.test(title ?? ''),
  );
  return chapter === undefined ? null : (chapter.start * 1000) / TICKS_PER_SECOND;
};
