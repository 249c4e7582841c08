/** Moves the focus by arrows, as remote controls need it. */

export type Direction = 'up' | 'down' | 'left' | 'right';

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const FOCUSABLE = 'a[href], button, input, [tabindex="0"]';

/** To the nearest element within `root` that lies that way; false when there is none. */
export const moveFocus = (root: Element, direction: Direction): boolean => {
  const from = document.activeElement;
  if (from === null || !root.contains(from)) return false;
  const here = from.getBoundingClientRect();
  let best: HTMLElement | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const element of focusable(root)) {
    const far =
      element === from ? null : distance(here, element.getBoundingClientRect(), direction);
    if (far !== null && far < least) {
      best = element;
      least = far;
    }
  }
  if (best !== null) best.focus();
  return best !== null;
};

export const focusable = (root: Element): HTMLElement[] =>
  Array.from(root.querySelectorAll<HTMLElement>(FOCUSABLE)).filter(
    (element) => element.getClientRects().length > 0 && !(element as HTMLButtonElement).disabled,
  );

/** Null unless `to` lies that way. What is aside counts more than what is far. */
export const distance = (from: Box, to: Box, direction: Direction): number | null => {
  const vertical = direction === 'up' || direction === 'down';
  const ahead = {
    up: from.top - to.bottom,
    down: to.top - from.bottom,
    left: from.left - to.right,
    right: to.left - from.right,
  }[direction];
  if (ahead < -1) return null;
  const aside = vertical
    ? Math.max(to.left - from.right, from.left - to.right, 0)
    : Math.max(to.top - from.bottom, from.top - to.bottom, 0);
  if (!vertical && aside > 0) return null; // left and right stay in their row
  const order = vertical ? Math.abs(to.left - from.left) / 1000 : 0;
  return ahead + 2 * aside + order;
};
