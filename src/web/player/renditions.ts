/** Why it plays what it plays, as the server and the browser tell. */
import type { Rendition } from '../api.ts';
import { words } from '../words/player.ts';
import { codecOfCopy, isCopy } from './levels.ts';
import type { Quality } from './source.ts';

/** What is known besides what the server says. */
export interface Played {
  readonly shown: Quality | null;
  /** Null: automatic. */
  readonly chosen: Quality | null;
  readonly all: readonly Quality[];
  /** Names of those that could not be decoded. */
  readonly broken: readonly string[];
  /** The copy that would not run smoothly; null: none. */
  readonly rough: string | null;
  readonly drawn: boolean;
}

/** What a viewer may miss, each with its reason, in sentences. */
export const missing = (renditions: readonly Rendition[], played: Played): string[] =>
  renditions
    .filter(({ name }) => isCopy(name))
    .map((copy) => reasonFor(copy, played))
    .filter((reason) => reason !== null);

const reasonFor = ({ name, offered, reason }: Rendition, played: Played): string | null => {
  const codec = codecOfCopy(name) ?? name;
  const what = `${words.quality.original} ${codec}`;
  if (!offered) return words.quality.notOffered(what, reason ?? '');
  if (played.broken.indexOf(name) !== -1) return words.quality.broken(what);
  if (played.rough === name) return words.quality.notSmooth(codec);
  const there = played.all.some((quality) => quality.name === name);
  return there || played.drawn || played.all.length === 0 ? null : words.quality.cannotPlay(codec);
};

/** Why what is on the screen is on the screen. */
export const why = (renditions: readonly Rendition[], played: Played): string => {
  const { shown, chosen, drawn } = played;
  if (shown === null) return words.stats.native;
  if (isCopy(shown.name)) return words.stats.asInFile;
  const reasons = missing(renditions, played);
  const first = drawn ? words.stats.drawn : reasons[0];
  const choice = chosen === null ? words.stats.automatic : words.stats.byHand;
  return first === undefined || chosen !== null ? choice : first;
};
