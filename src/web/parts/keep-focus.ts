/** The focus is never on nothing: where something goes that had it, its neighbour takes it. */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { type Box, focusOn, nearestTo } from '../focus.ts';

interface Last {
  readonly element: Element;
  /** On the page, so that scrolling does not move it. */
  readonly box: Box;
}

const placed = (element: Element, down: number): Box => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return { left, right, top: top + down, bottom: bottom + down };
};

const onScreen = ({ left, right, top, bottom }: Box): Box => {
  return { left, right, top: top - window.pageYOffset, bottom: bottom - window.pageYOffset };
};

export const useKeptFocus = (root: RefObject<HTMLElement | null>): void => {
  useEffect(() => {
    const { current } = root;
    if (current === null) return;
    let last: Last | null = null;
    const note = ({ target }: FocusEvent): void => {
      const element = target as Element;
      last = { element, box: placed(element, window.pageYOffset) };
    };
    const look = (): void => {
      if (last === null || document.activeElement !== document.body) return;
      if (document.body.contains(last.element)) return;
      focusOn(nearestTo(current, onScreen(last.box)) ?? current);
    };
    const observer = new MutationObserver(look);
    observer.observe(current, { childList: true, subtree: true });
    current.addEventListener('focusin', note);
    return () => {
      observer.disconnect();
      current.removeEventListener('focusin', note);
    };
  }, []);
};
