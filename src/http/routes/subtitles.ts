import type { ServedSubtitles } from '../../stream/subtitles/subtitles.ts';
import type { Content } from '../content.ts';
import { ASS, PLAYLIST, WEBVTT } from '../content-types.ts';
import { FILE_ERRORS, type OperationDoc, words } from '../openapi/operation.ts';
import { read, SUBTITLE_PLAYLIST, SUBTITLE_SEGMENT, SUBTITLES } from '../params.ts';
import type { Route } from '../route.ts';
import type { Subtitles } from '../services.ts';
import { text } from '../text.ts';
import { videoPath } from './paths.ts';

/** To be tried before renditions, among which these would be one with an odd name. */
export const subtitleRoutes = (subtitles: Subtitles): Route[] => [
  subtitleRoute(
    ':track/stream.m3u8',
    async (call) => text(PLAYLIST, await subtitles.playlist(read(SUBTITLE_PLAYLIST, call))),
    {
      id: 'getSubtitlePlaylist',
      summary: 'The HLS playlist of a track of subtitles',
      params: SUBTITLE_PLAYLIST,
      answer: words(PLAYLIST, 'A media playlist (RFC 8216) of WebVTT'),
    },
  ),
  subtitleRoute(
    ':track/:file',
    async (call) => {
      const { v: version, file: index, ...query } = read(SUBTITLE_SEGMENT, call);
      const served = await subtitles.segment({ ...query, index, version }, call.client.signal);
      return contentOf(WEBVTT, served, version === null ? 'no-cache' : 'immutable');
    },
    {
      id: 'getSubtitleSegment',
      summary: 'One segment of a track of subtitles',
      description:
        'Of a file that has to be read through for them what is known so far, as `no-store`.',
      params: SUBTITLE_SEGMENT,
      answer: words('text/vtt', 'WebVTT with `X-TIMESTAMP-MAP`', 'immutable'),
      errors: ['STALE_PLAYLIST'],
    },
  ),
  subtitleRoute(
    ':file',
    async (call) => {
      const { videoId, file } = read(SUBTITLES, call);
      const served = await subtitles.whole({ videoId, ...file }, call.client.signal);
      return contentOf(file.format === 'ass' ? ASS : WEBVTT, served, 'no-cache');
    },
    {
      id: 'getSubtitles',
      summary: 'A whole track of subtitles of text',
      description: 'As an ASS script, which has all that a player needs to show it, or as WebVTT.',
      params: SUBTITLES,
      answer: {
        ...words('text/x-ssa', 'The track'),
        types: ['text/x-ssa', 'text/vtt'],
      },
      errors: ['STALE_PLAYLIST'],
    },
  ),
];

/** What is known so far is nothing to keep. */
const contentOf = (
  type: string,
  { text: body, tag }: ServedSubtitles,
  cache: Content['cache'],
): Content => ({ ...text(type, body), tag, cache: tag === null ? 'no-store' : cache });

const subtitleRoute = (
  file: string,
  answer: Route['answer'],
  doc: Omit<OperationDoc, 'tag'>,
): Route => ({
  name: 'subtitles',
  path: `${videoPath(':videoId')}/subtitle/${file}`,
  sharing: 'media',
  answer,
  docs: { GET: { ...doc, tag: 'Video', errors: [...FILE_ERRORS, ...(doc.errors ?? [])] } },
});
