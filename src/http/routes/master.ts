import { PLAYLIST } from '../content-types.ts';
import { FILE_ERRORS, words } from '../openapi/operation.ts';
import { MASTER, read } from '../params.ts';
import type { Route } from '../route.ts';
import type { Playlists } from '../services.ts';
import { text } from '../text.ts';
import { videoPath } from './paths.ts';

export const masterRoute = (playlists: Playlists): Route => ({
  name: 'master',
  path: `${videoPath(':videoId')}/master.m3u8`,
  sharing: 'media',
  answer: async (call) => text(PLAYLIST, await playlists.master(read(MASTER, call))),
  docs: {
    GET: {
      id: 'getMasterPlaylist',
      tag: 'Video',
      summary: 'The HLS playlist of all renditions: what players open',
      description:
        'MPEG-TS has sound and pictures together, and `audio` chooses the track. Fragmented MP4 ' +
        'has all tracks of sound beside the pictures. With `subtitle`, image subtitles are ' +
        'drawn into them.',
      params: MASTER,
      answer: words(PLAYLIST, 'A master playlist (RFC 8216)'),
      errors: FILE_ERRORS,
    },
  },
});
