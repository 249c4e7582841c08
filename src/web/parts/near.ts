/** What is near the screen, so that pictures elsewhere cost nothing. */
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Ahead of the screen. */
const MARGIN = '300px';

const hearers = new WeakMap<Element, (near: boolean) => void>();

/** `scrollMargin` is for rows that scroll sideways, where browsers know it. */
const OPTIONS = { rootMargin: MARGIN, scrollMargin: `0px ${MARGIN}` };

const observer =
  'IntersectionObserver' in window
    ? new IntersectionObserver((entries) => {
        for (const entry of entries) {
          // Old browsers know no isIntersecting.
          const near = entry.isIntersecting || entry.intersectionRatio > 0;
          hearers.get(entry.target)?.(near);
        }
      }, OPTIONS)
    : null;

/** Whether the element has come near; always so where browsers cannot tell. */
export const useNear = (host: RefObject<Element | null>): boolean => {
  const [near, setNear] = useState(observer === null);
  useEffect(() => {
    const { current } = host;
    if (current === null || observer === null) return;
    hearers.set(current, setNear);
    observer.observe(current);
    return () => {
      observer.unobserve(current);
      hearers.delete(current);
    };
  }, []);
  return near;
};
