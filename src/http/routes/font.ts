import { bytes, FILE_ERRORS } from '../openapi/operation.ts';
import { FONT, read } from '../params.ts';
import type { Route } from '../route.ts';
import type { Fonts } from '../services.ts';
import { videoPath } from './paths.ts';

export const fontRoute = (fonts: Fonts): Route => ({
  name: 'font',
  path: `${videoPath(':videoId')}/font/:font`,
  sharing: 'media',
  answer: async (call) => {
    const { data, type, tag } = await fonts.get(read(FONT, call), call.client.signal);
    return { type, body: data, tag, cache: 'no-cache', ranges: true };
  },
  docs: {
    GET: {
      id: 'getFont',
      tag: 'Video',
      summary: 'A font that the file has for its subtitles',
      params: FONT,
      answer: bytes(['font/*'], 'The font'),
      errors: [...FILE_ERRORS, 'STALE_PLAYLIST'],
    },
  },
});
