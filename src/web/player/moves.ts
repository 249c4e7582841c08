/** Arrows and Enter: what they do depends on where the focus is. */
import { focusable, moveFocus } from '../focus.ts';
import type { Key } from '../keys.ts';
import type { Playback } from './playback.ts';
import { STEP } from './shortcuts.ts';

export interface Places {
  readonly root: HTMLElement;
  readonly playback: Playback;
  readonly seekBar: HTMLElement;
  readonly playButton: HTMLElement;
}

const VOLUME_STEP = 0.05;

/** Whether the key was used; the browser does the rest, as a slider's own steps. */
export const moves = (name: Key['name'], places: Places): boolean => {
  const { root, playback, seekBar } = places;
  const focused = document.activeElement;
  const onControl = focused instanceof HTMLElement && focusable(root).includes(focused);
  const onPicture = !onControl || focused === seekBar;
  switch (name) {
    case 'enter':
      if (onPicture) playback.toggle();
      return onPicture;
    case 'left':
    case 'right':
      if (onPicture) playback.seekBy(name === 'left' ? -STEP : STEP);
      else if (focused instanceof HTMLInputElement) return false;
      else moveFocus(root, name);
      return true;
    case 'up':
    case 'down':
      if (onControl) moveFocus(root, name);
      else upOrDown(name, places);
      return true;
    default:
      return false;
  }
};

/** Remote controls have keys for the volume, but no Tab key to get at the controls. */
const upOrDown = (name: 'up' | 'down', { playback, seekBar, playButton }: Places): void => {
  if (isRemote()) (name === 'up' ? seekBar : playButton).focus();
  else playback.setVolume(playback.video.volume + (name === 'up' ? VOLUME_STEP : -VOLUME_STEP));
};

const isRemote = (): boolean =>
  document.documentElement.classList.contains('tv') ||
  !window.matchMedia('(any-pointer: fine)').matches;
