/** How episodes are counted and named. */
import type { Episode } from './data/show.ts';

/** `1×02`, `1×02–03`; empty where nothing is counted. */
export const episodeCode = ({ season, numbers }: Pick<Episode, 'season' | 'numbers'>): string =>
  numbers.length === 0 ? '' : `${season}×${numbers.map(twoDigits).join('–')}`;

const twoDigits = (number: number): string => (number < 10 ? `0${number}` : `${number}`);

/** Whether it is the episode, in whichever version, or a part of it. */
export const isVideoOf = ({ video_id, versions }: Episode, videoId: string): boolean =>
  video_id === videoId || versions.some(({ parts }) => parts.indexOf(videoId) !== -1);
