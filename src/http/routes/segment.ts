import { hash } from 'node:crypto';
import type { SegmentQuery, ServedSegment } from '../../stream/segment-service.ts';
import type { Content } from '../content.ts';
import { mp4Type, TRANSPORT_STREAM } from '../content-types.ts';
import { bytes, FILE_ERRORS } from '../openapi/operation.ts';
import { read, SEGMENT } from '../params.ts';
import type { Call, Route } from '../route.ts';
import { serverTiming } from '../server-timing.ts';
import type { Segments } from '../services.ts';
import { videoPath } from './paths.ts';

export const segmentRoute = (segments: Segments): Route => ({
  name: 'segment',
  path: `${videoPath(':videoId')}/:rendition/:file`,
  sharing: 'media',
  answer: (call) => {
    const query = queryOf(call);
    const viewer = viewerOf(call);
    const ready = segments.getNow(query, viewer);
    if (ready !== null) return contentOf(query, ready);
    return segments
      .get(query, viewer, call.client.signal)
      .then((segment) => contentOf(query, segment));
  },
  docs: {
    GET: {
      id: 'getSegment',
      tag: 'Video',
      summary: 'One segment of a rendition, or what comes before all of them',
      description:
        'The same bytes whenever, in whatever order and by whomever it is asked for. Copies of ' +
        '4 MB and more come as video/mp4 in chunks while they are read: without a length, whole.',
      params: SEGMENT,
      answer: {
        ...bytes([TRANSPORT_STREAM, 'video/mp4', 'audio/mp4'], 'The segment', 'immutable'),
        headers: { 'Server-Timing': 'Where the time went; `cache`: it was there already' },
      },
      errors: [...FILE_ERRORS, 'STALE_PLAYLIST'],
    },
  },
});

const queryOf = (call: Call): SegmentQuery => {
  const { videoId, rendition, file, audio, v: version } = read(SEGMENT, call);
  return { videoId, rendition, audio, version, ...file };
};

/** As near as requests tell who is watching: players hold no session. Short: it is kept. */
const viewerOf = ({ request: { address, headers } }: Call): string =>
  hash('sha1', `${address} ${headers['user-agent']}`, 'base64url');

const contentOf = (
  { container, rendition, version }: SegmentQuery,
  { data, rest, tag, timing }: ServedSegment,
): Content => ({
  type: container === 'ts' ? TRANSPORT_STREAM : mp4Type(rendition),
  body: rest === null ? data : { first: data, next: rest },
  tag,
  cache: version === null ? 'no-cache' : 'immutable',
  ranges: true,
  ...(timing.length > 0 && { headers: { 'Server-Timing': serverTiming(timing) } }),
});
