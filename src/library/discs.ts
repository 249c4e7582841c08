/** Discs that lie in the library and cannot be played, in words. */
import type { Place } from './identify.ts';

const VOB = /(VTS_\d\d_)([1-9])(\.VOB)$/i;

const INSTEAD =
  'open the original in a player such as VLC, or copy the film into a file of its own';

/** Null for what can be played. `isThere` is asked about other files. */
export const discRefusal = (
  { root, path }: Place,
  isThere: (place: Place) => boolean,
): string | null => {
  if (/\.iso$/i.test(path)) {
    return `this is the image of a disc (ISO), and haema plays no images; ${INSTEAD}`;
  }
  const number = VOB.exec(path)?.[2];
  if (number === undefined) return null;
  const other = path.replace(VOB, `$1${number === '1' ? 2 : 1}$3`);
  if (!isThere({ root, path: other })) return null;
  return `this DVD lies in several VOB files, and haema plays films of one file only; ${INSTEAD}`;
};
