import { JPEG, PLAYLIST, WEBVTT } from '../content-types.ts';
import { bytes, FILE_ERRORS, type OperationDoc, words } from '../openapi/operation.ts';
import { read, SHEET, VIDEO } from '../params.ts';
import type { Route } from '../route.ts';
import type { Trickplay } from '../services.ts';
import { text } from '../text.ts';
import { videoPath } from './paths.ts';

/** To be tried before renditions, among which these would be one with an odd name. */
export const trickplayRoutes = (trickplay: Trickplay): Route[] => [
  trickplayRoute(
    'images.m3u8',
    async (call) => text(PLAYLIST, await trickplay.playlist(read(VIDEO, call).videoId)),
    {
      id: 'getTilePlaylist',
      summary: 'Pictures for seeking, as an image playlist',
      params: VIDEO,
      answer: words(PLAYLIST, 'A media playlist with `EXT-X-IMAGES-ONLY` and `EXT-X-TILES`'),
    },
  ),
  trickplayRoute(
    'tiles.vtt',
    async (call) => text(WEBVTT, await trickplay.track(read(VIDEO, call).videoId)),
    {
      id: 'getTileTrack',
      summary: 'Pictures for seeking, as a WebVTT track',
      params: VIDEO,
      answer: words('text/vtt', 'A cue for each tile: the sheet, and `#xywh=` with its place'),
    },
  ),
  trickplayRoute(
    ':sheet',
    async (call) => {
      const { v: version, ...query } = read(SHEET, call);
      const { data, tag } = await trickplay.sheet({ ...query, version }, call.client.signal);
      const cache = version === null ? 'no-cache' : 'immutable';
      return { type: JPEG, body: data, tag, cache, ranges: true };
    },
    {
      id: 'getTileSheet',
      summary: 'A sheet of pictures for seeking',
      description: 'Made of one stretch of the video when it is asked for.',
      params: SHEET,
      answer: bytes([JPEG], 'Tiles in rows of six', 'immutable'),
      errors: ['STALE_PLAYLIST'],
    },
  ),
];

const trickplayRoute = (
  file: string,
  answer: Route['answer'],
  doc: Omit<OperationDoc, 'tag'>,
): Route => ({
  name: 'trickplay',
  path: `${videoPath(':videoId')}/trickplay/${file}`,
  sharing: 'media',
  answer,
  docs: { GET: { ...doc, tag: 'Video', errors: [...FILE_ERRORS, ...(doc.errors ?? [])] } },
});
