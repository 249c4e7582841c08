/** What a grid knows of the screen: how it is laid out, what of it is near, where the focus is. */
import type { RefObject } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { focusOn } from '../focus.ts';
import { useKeys } from '../input.ts';
import { isDirection } from '../keys.ts';
import { remPixels } from '../reveal.ts';
import { type Layout, layoutOf, type Range, rangeOf, stepFrom } from './window.ts';

type Host = RefObject<HTMLElement | null>;

const isSame = (one: Layout, other: Layout): boolean =>
  one.columns === other.columns && one.step === other.step && one.rowHeight === other.rowHeight;

/** Null before it is in the page. */
export const useLayout = (host: Host): Layout | null => {
  const [layout, setLayout] = useState<Layout | null>(null);
  useLayoutEffect(() => {
    const measure = (): void => {
      const width = host.current?.clientWidth ?? 0;
      if (width === 0) return;
      const next = layoutOf(width, remPixels());
      // On phones the screen grows and shrinks while one scrolls, and the list does not.
      setLayout((it) => (it !== null && isSame(it, next) ? it : next));
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  return layout;
};

/** Of `count` cards, those near the screen; looked at once a frame while that moves. */
export const useRange = (host: Host, layout: Layout | null, count: number): Range => {
  const [range, setRange] = useState<Range>({ from: 0, to: 0 });
  useLayoutEffect(() => {
    if (layout === null) return;
    let frame = 0;
    const look = (): void => {
      frame = 0;
      const top = host.current?.getBoundingClientRect().top ?? 0;
      const next = rangeOf(layout, count, { top, height: window.innerHeight });
      setRange((it) => (it.from === next.from && it.to === next.to ? it : next));
    };
    const lookSoon = (): void => {
      if (frame === 0) frame = requestAnimationFrame(look);
    };
    look();
    window.addEventListener('scroll', lookSoon, { passive: true });
    window.addEventListener('resize', lookSoon);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', lookSoon);
      window.removeEventListener('resize', lookSoon);
    };
  }, [layout, count]);
  return range;
};

const indexOf = (element: Element | null): number | null => {
  const index = element?.closest('[data-index]')?.getAttribute('data-index') ?? null;
  return index === null ? null : Number(index);
};

export interface GridFocus {
  /** Cards that have to be there: the one that has the focus, and one that is to have it. */
  readonly held: readonly number[];
  readonly noteFocus: (event: FocusEvent) => void;
}

/** Arrows count cards: the one they lead to may not be there yet. `first` is one to begin at. */
export const useGridFocus = (
  host: Host,
  layout: Layout | null,
  count: number,
  first: number | null,
): GridFocus => {
  const [focused, setFocused] = useState(first);
  const [wanted, setWanted] = useState<number | null>(null);
  const next = useRef<number | null>(null);
  next.current = wanted;
  const want = (index: number | null): void => {
    next.current = index; // the next press may come before this is rendered
    setWanted(index);
  };
  useKeys(({ name }) => {
    const { activeElement } = document;
    const here = host.current?.contains(activeElement) ? indexOf(activeElement) : null;
    if (layout === null || here === null || !isDirection(name)) return false;
    const target = stepFrom(next.current ?? here, name, layout.columns, count);
    if (target === null) return name === 'left' || name === 'right';
    if (!reach(host.current, target)) want(target);
    return true;
  });
  useLayoutEffect(() => {
    if (wanted !== null && host.current?.contains(document.activeElement)) {
      reach(host.current, wanted);
    }
  });
  const noteFocus = useCallback(({ target }: FocusEvent) => {
    setFocused(indexOf(target as Element));
    want(null);
  }, []);
  return { held: [focused, wanted].filter((index) => index !== null), noteFocus };
};

const reach = (grid: HTMLElement | null, index: number): boolean => {
  const link = grid?.querySelector<HTMLElement>(`[data-index="${index}"] a`) ?? null;
  if (link !== null) focusOn(link);
  return link !== null;
};
