/** Moves the focus by arrows, as remote controls need it. */
import { reveal } from './reveal.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const FOCUSABLE = 'a[href], button, input, select, [tabindex="0"]';
/** What has a way of its own, such as the small buttons on a card: Tab gets there. */
const ASIDE = '[tabindex="-1"], [data-aside]';
/** What knows where the focus was when it was left, and takes it up there. */
const ROW = '[data-row]';

/** What has the focus is drawn larger: it reaches over its neighbours by less than this part. */
const GROWN = 0.2;

const lastIn = new WeakMap<Element, HTMLElement>();

/** Rows remember from now on. */
export const rememberRows = (): void =>
  document.addEventListener('focusin', ({ target }) => {
    const row = target instanceof HTMLElement ? target.closest(ROW) : null;
    if (row !== null) lastIn.set(row, target as HTMLElement);
  });

/** To the nearest element within `root` that lies that way; false when there is none. */
export const moveFocus = (root: Element, direction: Direction): boolean => {
  const from = document.activeElement;
  if (from === null || !root.contains(from)) return false;
  const here = from.getBoundingClientRect();
  const way = (element: HTMLElement): number | null =>
    element === from ? null : distance(here, element.getBoundingClientRect(), direction);
  const best = least(focusable(root), way);
  if (best === null) return false;
  focusOn(direction === 'up' || direction === 'down' ? entered(best, from) : best);
  return true;
};

/** Where the row that is entered was left. */
const entered = (best: HTMLElement, from: Element): HTMLElement => {
  const row = best.closest(ROW);
  const last = row === null || row.contains(from) ? undefined : lastIn.get(row);
  return last !== undefined && row?.contains(last) && isShown(last) ? last : best;
};

/** What lies nearest to where something was; null where nothing can be focused. */
export const nearestTo = (root: Element, box: Box): HTMLElement | null =>
  least(focusable(root), (element) => apart(box, element.getBoundingClientRect()));

const apart = (one: Box, other: Box): number => {
  const x = (one.left + one.right - other.left - other.right) / 2;
  const y = (one.top + one.bottom - other.top - other.bottom) / 2;
  return x * x + y * y;
};

const least = (
  elements: readonly HTMLElement[],
  measure: (element: HTMLElement) => number | null,
): HTMLElement | null => {
  let best: HTMLElement | null = null;
  let lowest = Number.POSITIVE_INFINITY;
  for (const element of elements) {
    const measured = measure(element);
    if (measured !== null && measured < lowest) {
      best = element;
      lowest = measured;
    }
  }
  return best;
};

/** And brings it to where it can be seen, with what belongs to it. */
export const focusOn = (element: HTMLElement): void => {
  if (element.closest('[data-block]') === null) {
    element.focus();
    return;
  }
  element.focus({ preventScroll: true });
  reveal(element);
};

export const focusable = (root: Element): HTMLElement[] =>
  Array.from(root.querySelectorAll<HTMLElement>(FOCUSABLE)).filter(
    (element) => !element.matches(ASIDE) && isShown(element),
  );

const isShown = (element: HTMLElement): boolean =>
  element.getClientRects().length > 0 && !(element as HTMLButtonElement).disabled;

/** Null unless `to` lies that way. What is aside counts more than what is far. */
export const distance = (from: Box, to: Box, direction: Direction): number | null => {
  const vertical = direction === 'up' || direction === 'down';
  const ahead = {
    up: from.top - to.bottom,
    down: to.top - from.bottom,
    left: from.left - to.right,
    right: to.left - from.right,
  }[direction];
  const size = ({ left, right, top, bottom }: Box): number =>
    vertical ? bottom - top : right - left;
  if (ahead < -GROWN * Math.min(size(from), size(to))) return null;
  const aside = vertical
    ? Math.max(to.left - from.right, from.left - to.right, 0)
    : Math.max(to.top - from.bottom, from.top - to.bottom, 0);
  if (!vertical && aside > 0) return null; // left and right stay in their row
  const order = vertical ? Math.abs(to.left - from.left) / 1000 : 0;
  return ahead + 2 * aside + order;
};
