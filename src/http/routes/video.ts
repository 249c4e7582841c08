import { read, VIDEO } from '../params.ts';
import type { Route } from '../route.ts';
import type { Catalog } from '../services.ts';
import { json } from '../text.ts';
import { videoPath } from './paths.ts';

export const videoRoute = (catalog: Catalog): Route => ({
  name: 'video',
  path: videoPath(':videoId'),
  sharing: 'api',
  answer: async (call) => {
    const { videoId } = read(VIDEO, call);
    const master = `${videoPath(videoId)}/master.m3u8`;
    return json({
      ...(await catalog.video(videoId)),
      playlists: { ts: master, fmp4: `${master}?container=fmp4` },
      original: `${videoPath(videoId)}/original`,
    });
  },
});
