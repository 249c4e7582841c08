/** Which files are to be looked into in the background. */
import { inSlices } from '../core/slices.ts';
import { sortedInSteps } from '../core/sorted-in-steps.ts';
import type { FileCatalog, VideoRow } from './files.ts';

/** Their versions, the newest first, as `<video_id>:…`. */
export const unopenedOf = async (
  catalog: FileCatalog,
  isUnopened: (row: VideoRow) => boolean,
): Promise<string[]> => {
  const rows: VideoRow[] = [];
  for await (const some of catalog.presentInSteps()) rows.push(...some.filter(isUnopened));
  const sorted = await inSlices(sortedInSteps(rows, (a, b) => b.firstSeenUs - a.firstSeenUs));
  return sorted.map(({ videoId, size, mtimeUs }) => `${videoId}:${size}:${mtimeUs}`);
};
