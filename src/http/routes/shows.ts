import { read, VIDEO } from '../params.ts';
import type { Route } from '../route.ts';
import type { Catalog } from '../services.ts';
import { json } from '../text.ts';

export const showsRoute = (catalog: Catalog): Route => ({
  name: 'shows',
  path: '/api/v1/shows',
  sharing: 'api',
  answer: () => json({ shows: catalog.shows() }),
});

/** A show is one film for now, and its id that of the film's video. */
export const showRoute = (catalog: Catalog): Route => ({
  name: 'show',
  path: '/api/v1/shows/:videoId',
  sharing: 'api',
  answer: (call) => {
    const show = catalog.show(read(VIDEO, call).videoId);
    return json({ ...show, videos: [{ video_id: show.video_id, title: show.title }] });
  },
});
