/** What hls.js tells of its levels, as the rest of the player wants it. */
import type { Level } from 'hls.js';
import { isCopy, type LevelFacts } from './levels.ts';
import { describeQuality, type Quality, renditionOf } from './source.ts';
import type { Candidate } from './start-quality.ts';

export const nameOf = ({ url, height }: Level): string => renditionOf(url[0] ?? '') ?? `${height}p`;

export const candidateOf = (level: Level): Candidate => {
  const { width, height, bitrate } = level;
  return { name: nameOf(level), width, height, bitrate };
};

export const factsOf = (level: Level): LevelFacts => ({
  name: nameOf(level),
  groups: (level.audioGroups ?? []).filter((group) => group !== undefined),
  bitrate: level.bitrate,
});

/** Of what is made the bound counts; of the file what it is. */
export const qualityOf = (level: Level): Quality => {
  const name = nameOf(level);
  return describeQuality(name, isCopy(name) ? level.averageBitrate : level.bitrate);
};

/** Whether it is what was chosen, in this file or, as the original, in another. */
export const isChoice = (chosen: string, name: string | undefined): boolean =>
  name === chosen || (name !== undefined && isCopy(name) && isCopy(chosen));
