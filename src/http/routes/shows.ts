import { read, SHOW } from '../params.ts';
import type { Route } from '../route.ts';
import type { Catalog } from '../services.ts';
import { json } from '../text.ts';

export const showsRoute = (catalog: Catalog): Route => ({
  name: 'shows',
  path: '/api/v1/shows',
  sharing: 'api',
  answer: async () => json(await catalog.shows()),
});

export const showRoute = (catalog: Catalog): Route => ({
  name: 'show',
  path: '/api/v1/shows/:showId',
  sharing: 'api',
  answer: async (call) => json(await catalog.show(read(SHOW, call).showId)),
});
