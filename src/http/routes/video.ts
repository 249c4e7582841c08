import { FILE_ERRORS, revalidated } from '../openapi/operation.ts';
import { DETAILS, read } from '../params.ts';
import type { Route } from '../route.ts';
import type { Json } from '../schemas/json.ts';
import { VIDEO_DETAILS } from '../schemas/video.ts';
import type { Catalog } from '../services.ts';
import { json } from '../text.ts';
import { videoPath } from './paths.ts';

export const videoRoute = (catalog: Catalog): Route => ({
  name: 'video',
  path: videoPath(':videoId'),
  sharing: 'api',
  answer: async (call) => {
    const { videoId, known } = read(DETAILS, call);
    const master = `${videoPath(videoId)}/master.m3u8`;
    const details = {
      ...(await catalog.video(videoId, known)),
      playlists: { ts: master, fmp4: `${master}?container=fmp4` },
      original: `${videoPath(videoId)}/original`,
    };
    return json(details satisfies Json<typeof VIDEO_DETAILS>);
  },
  docs: {
    GET: {
      id: 'getVideo',
      tag: 'Video',
      summary: 'What is in a video, and what it is offered as',
      params: DETAILS,
      answer: revalidated(VIDEO_DETAILS, 'The video'),
      errors: [...FILE_ERRORS, 'NOT_READY'],
    },
  },
});
