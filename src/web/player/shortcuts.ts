/** What each key does, and the table that `?` shows. */
import type { Key } from '../keys.ts';

export interface ShortcutActions {
  readonly toggle: () => void;
  readonly play: () => void;
  readonly pause: () => void;
  readonly leave: () => void;
  readonly seekBy: (seconds: number) => void;
  /** Part of the whole, 0 to 1. */
  readonly seekPart: (part: number) => void;
  readonly mute: () => void;
  readonly subtitles: () => void;
  readonly fullscreen: () => void;
  readonly help: () => void;
}

/** Seconds that a key, a button or two taps seek. */
export const STEP = 10;

export const HELP: readonly (readonly [keys: string, what: string])[] = [
  ['Space, K', 'Play or pause'],
  ['← →, J L', '10 seconds back or on'],
  ['↑ ↓', 'Louder or softer'],
  ['M', 'Sound off or on'],
  ['C', 'Subtitles off or on'],
  ['F', 'Full screen'],
  ['0 … 9', 'To a tenth of the video'],
  ['Home, End', 'To the beginning or the end'],
  ['Esc', 'Back'],
  ['?', 'This help'],
];

type Actor = (actions: ShortcutActions) => void;

const TEXTS: Readonly<Record<string, Actor>> = {
  ' ': ({ toggle }) => toggle(),
  k: ({ toggle }) => toggle(),
  j: ({ seekBy }) => seekBy(-STEP),
  l: ({ seekBy }) => seekBy(STEP),
  m: ({ mute }) => mute(),
  c: ({ subtitles }) => subtitles(),
  f: ({ fullscreen }) => fullscreen(),
  '?': ({ help }) => help(),
  Home: ({ seekPart }) => seekPart(0),
  End: ({ seekPart }) => seekPart(1),
};

const NAMES: Readonly<Partial<Record<Key['name'], Actor>>> = {
  play: ({ play }) => play(),
  pause: ({ pause }) => pause(),
  'play-pause': ({ toggle }) => toggle(),
  stop: ({ leave }) => leave(),
  rewind: ({ seekBy }) => seekBy(-STEP),
  forward: ({ seekBy }) => seekBy(STEP),
};

/** Null for keys without a meaning of their own: arrows and Enter depend on where the focus is. */
export const shortcut = (key: Key): Actor | null => {
  if (key.name !== 'text') return NAMES[key.name] ?? null;
  const text = key.text.length === 1 ? key.text.toLowerCase() : key.text;
  if (/^\d$/.test(text)) return ({ seekPart }) => seekPart(Number(text) / 10);
  return TEXTS[text] ?? null;
};
