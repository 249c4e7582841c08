/** Where somebody was on a screen: found again when they come back to it. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isByKeys } from '../input.ts';

export interface Place {
  /** Of what had the focus, as `data-focus` says it; null on a first visit. */
  readonly focusKey: string | null;
  /** To be called when all that was there is there again. */
  readonly arrive: () => void;
}

interface Left {
  readonly scroll: number;
  readonly focusKey: string | null;
}

/** Entries of the history beyond this are begun anew. */
const MOST = 50;
const left = new Map<number, Left>();

const leave = (entry: number): void => {
  const key = document.activeElement?.closest('[data-focus]')?.getAttribute('data-focus') ?? null;
  left.delete(entry);
  left.set(entry, { scroll: window.pageYOffset, focusKey: key });
  if (left.size > MOST) left.delete(left.keys().next().value ?? 0);
};

/** What has the focus where nobody was before: what most want, else the first if one looks. */
const firstOf = (root: HTMLElement): HTMLElement | null => {
  const wanted = root.querySelector<HTMLElement>('[data-first]');
  return wanted ?? (isByKeys() ? root.querySelector<HTMLElement>('[data-focus]') : null);
};

/**
 * Of the screen `root` at `entry` of the history. Until it has arrived, the screen itself has the
 * focus: it is never on nothing.
 */
export const usePlace = (root: { readonly current: HTMLElement | null }, entry: number): Place => {
  const before = useRef(left.get(entry) ?? null).current;
  const arrived = useRef(false);
  useLayoutEffect(() => {
    if (!arrived.current) {
      window.scrollTo(0, 0);
      takeFocus(root.current);
    }
    return () => leave(entry);
  }, []);
  const arrive = (): void => {
    if (arrived.current) return;
    arrived.current = true;
    const { current } = root;
    takeFocus(current);
    if (before !== null) window.scrollTo(0, before.scroll);
    if (current === null || document.activeElement !== current) return;
    const again = before?.focusKey ? findKey(current, before.focusKey) : null;
    (again ?? firstOf(current))?.focus({ preventScroll: true });
  };
  return { focusKey: before?.focusKey ?? null, arrive };
};

/** From nothing, or from what leaves the page with the screen before. */
const takeFocus = (root: HTMLElement | null): void => {
  const { activeElement } = document;
  const isElsewhere = activeElement !== null && activeElement !== document.body;
  if (!isElsewhere) root?.focus({ preventScroll: true });
};

const findKey = (root: HTMLElement, key: string): HTMLElement | null => {
  const keyed = Array.from(root.querySelectorAll<HTMLElement>('[data-focus]'));
  return keyed.find((element) => element.getAttribute('data-focus') === key) ?? null;
};

/** Of a card in a grid. */
export const indexOfKey = (key: string | null): number | null => {
  const index = /^grid:(\d+)$/.exec(key ?? '')?.[1];
  return index === undefined ? null : Number(index);
};
