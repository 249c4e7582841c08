/** Who rests upon a link to a video is likely to press it. */
import { routeOf } from '../router.ts';
import { foresee } from './opening.ts';

/** Milliseconds: who only passes by is gone by then. */
const REST_MS = 200;

/** By the focus of a remote control or a keyboard, or by the pointer of a mouse. */
export const startForesight = (): void => {
  let timer: number | undefined;
  let rested: HTMLAnchorElement | null = null;
  let pointer = '';
  const rest = ({ target }: Event): void => {
    const link = target instanceof Element ? target.closest('a') : null;
    if (link === rested) return;
    window.clearTimeout(timer);
    rested = link;
    if (link !== null) timer = window.setTimeout(() => look(link), REST_MS);
  };
  document.addEventListener('focusin', rest);
  document.addEventListener('mousemove', (event) => {
    const { screenX, screenY } = event;
    const at = `${screenX} ${screenY}`;
    if (at !== pointer) rest(event); // else the page has moved, and not the hand
    pointer = at;
  });
};

const look = (link: HTMLAnchorElement): void => {
  // With its screen it is gone without a word.
  if (link.origin !== location.origin || !document.body.contains(link)) return;
  const route = routeOf(link.pathname, link.search);
  if (route.name === 'watch') foresee(link.pathname + link.search, route.videoId);
};
