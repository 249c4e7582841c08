/** What is to be made of a master playlist's levels, as far as the browser plays them. */

export interface LevelFacts {
  readonly name: string;
  /** Groups of sound tracks that are played with it; none where the sound is muxed. */
  readonly groups: readonly string[];
  readonly bitrate: number;
}

/** Rendition names of what is sent as it is in the file: `source_hevc`. */
const COPY = /^source_([a-z0-9]+)$/;

export const isCopy = (name: string): boolean => COPY.test(name);

/** `HEVC` of `source_hevc`, null for what is not a copy. */
export const codecOfCopy = (name: string): string | null => {
  const codec = COPY.exec(name)?.[1];
  return codec === undefined ? null : (CODECS[codec] ?? codec.toUpperCase());
};

const CODECS: Readonly<Record<string, string>> = { h264: 'H.264' };

/**
 * Levels to be left out, the last first, so that each rendition is there once: with the sound as it
 * is in the file, where all tracks are there like that. `groups` has an entry for each track, in
 * the order of the playlist.
 */
export const superfluous = (
  levels: readonly LevelFacts[],
  groups: readonly string[],
): readonly number[] => {
  const played = groups.filter((group) => levels.some((level) => level.groups.includes(group)));
  const count = (group: string): number => played.filter((it) => it === group).length;
  const most = Math.max(0, ...played.map(count));
  const chosen = played.find((group) => count(group) === most);
  const kept = new Map<string, number>();
  levels.forEach((level, index) => {
    const fits = chosen === undefined || level.groups.includes(chosen);
    if (fits || !kept.has(level.name)) kept.set(level.name, index);
  });
  const stays = Array.from(kept.values());
  return levels.map((_, index) => levels.length - 1 - index).filter((at) => !stays.includes(at));
};

/**
 * The highest level that may be switched to automatically, where they are in order of quality; -1:
 * any. Nothing that is made of a file is better than the file: what costs more is not an
 * improvement. A copy that no line carries is only for those who choose it.
 */
export const highestAutomatic = (levels: readonly LevelFacts[], mostBits: number): number => {
  const copy = levels.findIndex(({ name }) => isCopy(name));
  const level = levels[copy];
  if (level === undefined) return -1;
  return level.bitrate <= mostBits ? copy : copy - 1;
};
