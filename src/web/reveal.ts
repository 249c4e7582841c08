/** Scrolls as far as it has to, so that what has the focus is seen with what belongs to it. */
import type { Box } from './focus.ts';

/** What is brought onto the screen as a whole: a row with its title. */
const BLOCK = '[data-block]';
/** What scrolls sideways. */
const SCROLLER = '[data-scroll]';
/** In rem: what lies over the page at its top, and room for the ring at its bottom. */
const ABOVE = 5.5;
const BELOW = 2.5;
/** Longer than a scroll takes, and than keys that repeat are apart. */
const HELD_MS = 400;

export const reveal = (element: HTMLElement): void => {
  const scroller = element.closest<HTMLElement>(SCROLLER);
  if (scroller !== null) revealAcross(element, scroller);
  const rem = remPixels();
  const view = { top: ABOVE * rem, bottom: window.innerHeight - BELOW * rem };
  const own = element.getBoundingClientRect();
  const whole = element.closest(BLOCK)?.getBoundingClientRect() ?? own;
  const fits = whole.bottom - whole.top <= view.bottom - view.top;
  const by = shift(fits ? whole : own, view);
  if (by !== 0) scrollPage(window.pageYOffset + by);
};

/** How far to scroll for `it` to be within `view`; its top goes first. */
export const shift = (it: Pick<Box, 'top' | 'bottom'>, view: typeof it): number => {
  if (it.top < view.top) return it.top - view.top;
  return Math.max(0, Math.min(it.bottom - view.bottom, it.top - view.top));
};

const revealAcross = (element: HTMLElement, scroller: HTMLElement): void => {
  const edge = scroller.getBoundingClientRect();
  const own = element.getBoundingClientRect();
  const margin = (own.right - own.left) / 3; // of the next one, so that one sees that there is more
  const view = { top: edge.left + margin, bottom: edge.right - margin };
  const by = shift({ top: own.left, bottom: own.right }, view);
  if (by !== 0) scrollAcross(scroller, by);
};

export const scrollAcross = (scroller: HTMLElement, by: number): void => {
  const left = scroller.scrollLeft + by;
  if (isSmooth()) scroller.scrollTo({ left, behavior: 'smooth' });
  else scroller.scrollLeft = left;
};

export const scrollPage = (top: number): void => {
  if (isSmooth()) window.scrollTo({ top, behavior: 'smooth' });
  else window.scrollTo(0, top);
};

export const remPixels = (): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

let askedAt = Number.NEGATIVE_INFINITY;

/** Whoever holds an arrow is taken there at once: scrolls begun amid others may stand still. */
const isSmooth = (): boolean => {
  const now = performance.now();
  const isHeld = now - askedAt < HELD_MS;
  askedAt = now;
  const canBe = 'scrollBehavior' in document.documentElement.style;
  return canBe && !isHeld && !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
};
