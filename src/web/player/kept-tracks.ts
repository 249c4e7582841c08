/** Sound and subtitles that were chosen in another title: the next episode has them, too. */
import { changeSettings, readSettings, type TrackName } from '../settings.ts';

/**
 * The index of the one that is called alike, else of the first in that language, rather of those
 * for the same people. Forced ones never stand for others: they have next to no lines. -1: none is.
 */
export const indexLike = (tracks: readonly TrackName[], kept: TrackName): number => {
  const { language, name } = kept;
  const same = tracks.findIndex((it) => it.name === name && it.language === language);
  if (same !== -1 || language === null) return same;
  const isLike = (it: TrackName): boolean =>
    it.language === language && isTrue(it.forced) === isTrue(kept.forced);
  const best = tracks.findIndex((it) => isLike(it) && isTrue(it.sdh) === isTrue(kept.sdh));
  return best === -1 ? tracks.findIndex(isLike) : best;
};

const isTrue = (flag: boolean | undefined): boolean => flag === true;

/** Null: the default. */
export const keptSound = (
  tracks: readonly (TrackName & { readonly default: boolean })[],
): number | null => {
  const { sound } = readSettings();
  const index = sound === null ? -1 : indexLike(tracks, sound);
  return tracks[index]?.default === false ? index : null;
};

export const keepSound = (track: TrackName | undefined): void => {
  if (track === undefined) return;
  const { language, name } = track;
  changeSettings({ sound: { language, name } });
};

export const keepSubtitles = (track: TrackName): void => {
  const { language, name, forced = false, sdh = false } = track;
  changeSettings({ subtitles: { language, name, forced, sdh }, subtitled: true });
};

/** What was chosen before stays kept, to be shown again. */
export const keepNoSubtitles = (): void => changeSettings({ subtitled: false });
