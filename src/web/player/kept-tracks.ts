/** Sound and subtitles that were chosen in another title: the next episode has them, too. */
import type { AudioTrack } from '../api.ts';
import { changeSettings, readSettings, type TrackName } from '../settings.ts';

/** The index of the one that is called alike, else of the first in that language; -1: none is. */
export const indexLike = (tracks: readonly TrackName[], kept: TrackName): number => {
  const { language, name } = kept;
  const same = tracks.findIndex((it) => it.name === name && it.language === language);
  if (same !== -1 || language === null) return same;
  return tracks.findIndex((it) => it.language === language);
};

/** Null: the default. */
export const keptSound = (tracks: readonly AudioTrack[]): number | null => {
  const { sound } = readSettings();
  const index = sound === null ? -1 : indexLike(tracks, sound);
  return tracks[index]?.default === false ? index : null;
};

export const keepSound = (track: TrackName | undefined): void => {
  if (track !== undefined) changeSettings({ sound: nameOf(track) });
};

/** `undefined`: none are shown. */
export const keepSubtitles = (track: TrackName | undefined): void =>
  changeSettings({ subtitles: track === undefined ? 'none' : nameOf(track) });

const nameOf = ({ language, name }: TrackName): TrackName => ({ language, name });
