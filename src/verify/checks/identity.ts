/** Contract 1: a segment has the same bytes, whenever and beside whatever it is made. */
import type { Container } from '../../engine/types.ts';
import { byteHash } from '../coded.ts';
import type { SegmentLog } from '../rendition-log.ts';
import { make, type Subject } from '../subject.ts';

/**
 * Makes the segments again, in sequence where they were made in shuffled order: decoders go on
 * where they had ended. Two walks at the same time, so that each is made beside another.
 */
export const checkIdentity = async (
  subject: Subject,
  segments: readonly SegmentLog[],
  container: Container,
  tick: () => void,
): Promise<void> => {
  const half = Math.ceil(segments.length / 2);
  const walk = async (part: readonly SegmentLog[]): Promise<void> => {
    for (const segment of part) {
      await remake(subject, segment, container);
      tick();
    }
  };
  const walks = [walk(segments.slice(0, half)), walk(segments.slice(half))];
  const ended = await Promise.allSettled(walks); // no job may outlive the check
  for (const { reason } of ended.filter((walked) => walked.status === 'rejected')) {
    throw reason;
  }
};

const remake = async (
  subject: Subject,
  { spot, tsHash, mp4Hash }: SegmentLog,
  container: Container,
): Promise<void> => {
  const before = container === 'ts' ? tsHash : mp4Hash;
  if (before === '') {
    return; // it could not be made the first time, which is a finding
  }
  const segment = await make(subject, spot, container);
  if (segment === null) {
    return;
  }
  subject.figures.remade++;
  subject.figures.warm += segment.stats.warm ? 1 : 0;
  if (byteHash(segment.data) !== before) {
    const { warm, careful } = segment.stats;
    const how = `${warm ? 'warm' : 'cold'}${careful ? ', carefully' : ''}`;
    const text = `${container}: other bytes when made again (${how}, beside another)`;
    subject.findings.fail('identity', spot, text);
  }
};
