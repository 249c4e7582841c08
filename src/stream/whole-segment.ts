import type { Engine, Segment, SegmentRequest } from '../engine/types.ts';

/** All of a segment that clients get part by part. The figures are those of its first part. */
export const wholeSegment = async (
  engine: Engine,
  request: SegmentRequest,
  signal?: AbortSignal,
): Promise<Segment> => {
  const first = await engine.segment(request, signal);
  if (request.part === null || !first.more) return first;
  const parts = [first.data];
  for (let more = true, part = request.part + 1; more; part++) {
    const next = await engine.segment({ ...request, part }, signal);
    parts.push(next.data);
    ({ more } = next);
  }
  return { data: Buffer.concat(parts), more: false, stats: first.stats };
};
