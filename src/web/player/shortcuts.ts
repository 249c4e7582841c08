/** What each key does, and the table that `?` shows. */
import type { Key } from '../keys.ts';
import { words } from '../words/player.ts';
import type { Player } from './player.ts';

/** Seconds by which a key moves the subtitles. */
const SHIFT = 0.1;

const { help, keyNames } = words;

export const HELP: readonly (readonly [keys: string, what: string])[] = [
  [`${keyNames.space}, K`, help.play],
  ['← →, J L', help.seek],
  ['↑ ↓', help.volume],
  ['M', help.mute],
  ['C', help.subtitles],
  ['G H', help.timing],
  ['< >', help.speed],
  ['F', help.fullscreen],
  ['0 … 9', help.part],
  [`${keyNames.home}, ${keyNames.end}`, help.ends],
  ['P N', help.neighbours],
  ['[ ]', help.chapters],
  ['S', help.settings],
  ['I', help.stats],
  [keyNames.escape, help.back],
  ['?', help.help],
];

/** `held`: it comes again by itself. */
type Actor = (player: Player, held: boolean) => void;

const toggle: Actor = ({ playback }) => playback.toggle();
const back: Actor = ({ playback }, held) => playback.step(-1, held);
const on: Actor = ({ playback }, held) => playback.step(1, held);
const previous: Actor = (player) => player.goTo(player.neighbours.previous);
const next: Actor = (player) => player.goTo(player.neighbours.next);

const TEXTS: Readonly<Record<string, Actor>> = {
  ' ': toggle,
  k: toggle,
  j: back,
  l: on,
  m: ({ playback }) => playback.toggleMuted(),
  c: ({ session }) => session.subtitles.toggle(),
  g: ({ captions }) => captions.shift(-SHIFT),
  h: ({ captions }) => captions.shift(SHIFT),
  '<': ({ playback }) => playback.changeRate(-1),
  '>': ({ playback }) => playback.changeRate(1),
  f: (player) => player.fullscreen(),
  Home: ({ playback }) => playback.seek(0),
  End: ({ playback }) => playback.seek(playback.duration),
  p: previous,
  n: next,
  MediaTrackPrevious: previous,
  MediaTrackNext: next,
  '[': (player) => player.seekChapter(-1),
  ']': (player) => player.seekChapter(1),
  s: (player) => player.toggleMenu('settings'),
  i: (player) => player.toggleStats(),
  '?': (player) => player.showHelp(true),
};

const NAMES: Readonly<Partial<Record<Key['name'], Actor>>> = {
  play: ({ playback }) => playback.play(),
  pause: ({ playback }) => playback.pause(),
  'play-pause': toggle,
  stop: (player) => player.leave(),
  rewind: back,
  forward: on,
};

/** Null for keys without a meaning of their own: arrows and Enter depend on where the focus is. */
export const shortcut = (key: Key): Actor | null => {
  if (key.name !== 'text') return NAMES[key.name] ?? null;
  const text = key.text.length === 1 ? key.text.toLowerCase() : key.text;
  if (/^\d$/.test(text)) {
    return ({ playback }) => playback.seek((Number(text) / 10) * playback.duration);
  }
  return TEXTS[text] ?? null;
};
