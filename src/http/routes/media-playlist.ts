import { PLAYLIST } from '../content-types.ts';
import { FILE_ERRORS, words } from '../openapi/operation.ts';
import { MEDIA, read } from '../params.ts';
import type { Route } from '../route.ts';
import type { Playlists } from '../services.ts';
import { text } from '../text.ts';
import { videoPath } from './paths.ts';

export const mediaPlaylistRoute = (playlists: Playlists): Route => ({
  name: 'media-playlist',
  path: `${videoPath(':videoId')}/:rendition/stream.m3u8`,
  sharing: 'media',
  answer: async (call) => text(PLAYLIST, await playlists.media(read(MEDIA, call))),
  docs: {
    GET: {
      id: 'getMediaPlaylist',
      tag: 'Video',
      summary: 'The HLS playlist of one rendition, whole from its first segment to its last',
      params: MEDIA,
      answer: words(PLAYLIST, 'A media playlist (RFC 8216)'),
      errors: FILE_ERRORS,
    },
  },
});
