import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/**
 * When something opens, and `enter` has put the focus into it; when it closes, the focus returns to
 * where it was, or to the player where that is gone.
 */
export const useFocusWithin = (
  ref: RefObject<HTMLElement | null>,
  enter: (element: HTMLElement) => void,
): void => {
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const before = document.activeElement;
    const home = element.closest<HTMLElement>('.player');
    enter(element);
    return () => {
      if (!element.contains(document.activeElement)) return;
      const isThere = before instanceof HTMLElement && before.getClientRects().length > 0;
      (isThere && before !== document.body ? before : home)?.focus();
    };
  }, [ref]);
};
