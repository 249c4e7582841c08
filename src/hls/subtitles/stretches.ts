/** In what pieces subtitles are handed out: few, since one holds little. */
import { fromSeconds, TICKS_PER_SECOND, type Ticks } from '../../core/ticks.ts';

const LENGTH: Ticks = fromSeconds(60);
/** Nothing shorter comes last. */
const SHORTEST: Ticks = TICKS_PER_SECOND;

/** Rising from 0 to the duration, which is above 0. */
export const subtitleBoundaries = (duration: Ticks): Ticks[] => {
  const inner = Math.floor((duration - SHORTEST) / LENGTH);
  const starts = Array.from({ length: Math.max(0, inner) }, (_, at) => (at + 1) * LENGTH);
  return [0, ...starts, duration];
};
