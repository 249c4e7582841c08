/** Where presses come from, which decides what is shown of the focus, and who hears of them. */

import { useLayoutEffect, useState } from 'preact/hooks';
import { isTelevision, type Key, keyOf } from './keys.ts';

/** Whether the key was used: then nobody else gets it, nor the browser. */
export type KeyHandler = (key: Key, event: KeyboardEvent) => boolean;

interface Listener {
  press: KeyHandler;
}

/** Outer parts of the page before those within them. */
const listeners: Listener[] = [];

/**
 * Hears of keys while the component is there: after the parts within it, and after what came into
 * the page later, such as a menu, have left them.
 */
export const useKeys = (press: KeyHandler): void => {
  // While rendering, when those around it are known already: effects run from within outwards.
  const [listener] = useState(() => {
    const made: Listener = { press };
    listeners.push(made);
    return made;
  });
  listener.press = press;
  useLayoutEffect(() => () => void listeners.splice(listeners.indexOf(listener), 1), [listener]);
};

/** Of the element `html`: the last press was one of a key, so the focus has to be seen. */
const BY_KEYS = 'by-keys';

export const isByKeys = (): boolean => document.documentElement.classList.contains(BY_KEYS);

/** Once, before anything is shown. */
export const startInput = (): void => {
  const { classList } = document.documentElement;
  const television = isTelevision(navigator.userAgent);
  if (television) classList.add('tv', BY_KEYS);
  document.addEventListener('keydown', (event) => {
    classList.add(BY_KEYS);
    const key = keyOf(event);
    if (key !== null && offer(key, event)) event.preventDefault();
  });
  if (television) return;
  const leaveKeys = (): void => classList.remove(BY_KEYS);
  document.addEventListener('mousedown', leaveKeys);
  document.addEventListener('touchstart', leaveKeys, { passive: true });
};

const offer = (key: Key, event: KeyboardEvent): boolean =>
  listeners
    .slice()
    .reverse()
    .some(({ press }) => press(key, event));
