/** What all screens but the player do: a title, a place to come back to, and keys. */
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { focusable, focusOn, moveFocus } from '../focus.ts';
import { useKeys } from '../input.ts';
import { isDirection } from '../keys.ts';
import { back, canGoBack, go } from '../router.ts';
import { noteHold } from './hold-known.ts';
import { useKeptFocus } from './keep-focus.ts';
import { type Place, usePlace } from './place.ts';

export interface Screen {
  /** Of the element that is all of it. */
  readonly root: RefObject<HTMLElement | null>;
  readonly place: Place;
}

interface Options {
  /** Of the history. */
  readonly entry: number;
  readonly title: string | null;
  /** Where nothing is before it: there Back is the browser's. */
  readonly isFirst?: boolean;
}

export const useScreen = ({ entry, title, isFirst = false }: Options): Screen => {
  const root = useRef<HTMLElement>(null);
  const place = usePlace(root, entry);
  useLayoutEffect(() => {
    document.title = title === null ? 'haema' : `${title} · haema`;
  }, [title]);
  useKeptFocus(root);
  useKeys(({ name }) => {
    if (name === 'back') {
      if (isFirst && !canGoBack()) return false;
      back();
      return true;
    }
    return isDirection(name) && (moveFocus(document.body, name) || enter(root.current));
  });
  useHold();
  return { root, place };
};

/** From nothing, or from the screen as a whole, to the first thing on it. */
const enter = (root: HTMLElement | null): boolean => {
  const { activeElement } = document;
  if (root === null || (activeElement !== document.body && activeElement !== root)) return false;
  const first = root.querySelector<HTMLElement>('[data-focus]') ?? focusable(document.body)[0];
  if (first !== undefined) focusOn(first);
  return first !== undefined;
};

/** How long OK is held for more than a press. */
const HOLD_MS = 500;

/** Of what plays when it is pressed OK tells more when it is held. */
const useHold = (): void => {
  const timer = useRef<number | null>(null);
  const pressed = useRef<HTMLElement | null>(null);
  const stop = (): void => {
    if (timer.current !== null) window.clearTimeout(timer.current);
    timer.current = null;
  };
  useKeys((key, event) => {
    const focused = document.activeElement as HTMLElement | null;
    const details = focused?.getAttribute('data-details') ?? null;
    if (key.name === 'text' && key.text === 'i' && details !== null) {
      go(details);
      return true;
    }
    if (key.name !== 'enter') return false;
    if (event.repeat) return true; // one press, however long it is
    if (timer.current !== null) return true; // some remotes tell of one press again and again
    if (details === null) return false;
    pressed.current = focused;
    timer.current = window.setTimeout(() => {
      timer.current = null;
      noteHold();
      go(details);
    }, HOLD_MS);
    return true;
  });
  useEffect(() => {
    const release = (event: KeyboardEvent): void => {
      if (timer.current === null || keyName(event) !== 'enter') return;
      stop();
      // What was shown in its place meanwhile is not what was meant.
      if (document.body.contains(pressed.current)) pressed.current?.click();
    };
    document.addEventListener('keyup', release);
    return () => {
      stop();
      document.removeEventListener('keyup', release);
    };
  }, []);
};

const keyName = ({ keyCode }: KeyboardEvent): string | null => (keyCode === 13 ? 'enter' : null);
