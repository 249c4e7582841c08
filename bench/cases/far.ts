/** The last segment of two hours, asked for first: what is read and decoded must stay small. */
import { segmentCount } from '../../src/stream/title.ts';
import { open, smallest } from '../../test/support/title.ts';
import { long } from '../clips.ts';
import type { Case, Comparison } from '../comparison.ts';
import { coldComparison } from './cold.ts';

export const far: Case = async (scratch) => {
  const comparisons: Comparison[] = [];
  for (const container of ['mp4', 'mkv'] as const) {
    const title = await open(long(container));
    const indexes = [segmentCount(title) - 1];
    const row = { name: `end of two hours, ${container}`, rendition: smallest(title), indexes };
    comparisons.push({ ...coldComparison(title, scratch, row), claims: [] });
  }
  return comparisons;
};
