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

/** Milliseconds; null where no chapter tells, or nobody has looked into the file. */
export const creditsIn = (facts: MediaFacts, videoId: string): Promise<number | null> =>
  facts.chapters(videoId).then(creditsOf, () => null);

export const creditsOf = (chapters: readonly Chapter[]): number | null => {
  const end = chapters.at(-1)?.end ?? 0;
  const chapter = chapters.findLast(
    ({ title, start }) => start >= end * NOT_BEFORE && CREDITS.test(title ?? ''),
  );
  return chapter === undefined ? null : (chapter.start * 1000) / TICKS_PER_SECOND;
};
