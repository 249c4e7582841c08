/** What clicks and taps on the picture mean. */
import { STEP } from './shortcuts.ts';

export interface TapActions {
  readonly toggleControls: () => void;
  readonly togglePlay: () => void;
  readonly toggleFullscreen: () => void;
  readonly seekBy: (seconds: number) => void;
  readonly isPlaying: () => boolean;
}

const DOUBLE_MS = 300;

/**
 * Fingers: once for the controls, twice at a side to seek, in the middle of a paused one to play.
 * Mouse: once to play or pause, twice to fill the screen.
 */
export const onTaps = (element: HTMLElement, actions: TapActions): void => {
  let last = 0;
  let timer: number | undefined;
  element.addEventListener('touchend', (event) => {
    event.preventDefault(); // else a click follows
    const x = event.changedTouches[0]?.clientX ?? 0;
    const { left, width } = element.getBoundingClientRect();
    const side = sideOf((x - left) / width);
    const now = Date.now();
    window.clearTimeout(timer);
    if (side !== 0 && now - last < DOUBLE_MS) actions.seekBy(side * STEP);
    else if (side === 0 && !actions.isPlaying()) actions.togglePlay();
    else timer = window.setTimeout(actions.toggleControls, side === 0 ? 0 : DOUBLE_MS);
    last = now;
  });
  element.addEventListener('click', actions.togglePlay);
  element.addEventListener('dblclick', actions.toggleFullscreen);
};

/** −1 in the left third, 1 in the right one. */
const sideOf = (part: number): -1 | 0 | 1 => {
  if (part < 1 / 3) return -1;
  return part > 2 / 3 ? 1 : 0;
};
