import { JPEG } from '../content-types.ts';
import { bytes, FILE_ERRORS } from '../openapi/operation.ts';
import { IMAGE, read } from '../params.ts';
import type { Route } from '../route.ts';
import type { Images } from '../services.ts';

export const imageRoute = (images: Images): Route => ({
  name: 'image',
  path: '/api/v1/image/:id/:kind',
  sharing: 'media',
  answer: async (call) => {
    const { w: width, ...query } = read(IMAGE, call);
    const { data, tag } = await images.get({ ...query, width }, call.client.signal);
    return { type: JPEG, body: data, tag, cache: 'no-cache', ranges: true };
  },
  docs: {
    GET: {
      id: 'getImage',
      tag: 'Shows',
      summary: 'A picture of a show, an episode or a video',
      description:
        'What lies beside the video, else a good picture of it, made when it is asked for. ' +
        'Of sound there is none.',
      params: IMAGE,
      answer: bytes([JPEG], 'The picture'),
      errors: FILE_ERRORS,
    },
  },
});
