import { read, SHOW, SHOWS } from '../params.ts';
import type { Route } from '../route.ts';
import type { Catalog } from '../services.ts';
import { json } from '../text.ts';

const SHOWS_PATH = '/api/v1/shows';

/** An array as it is: where the next page is stands in the headers. */
export const showsRoute = (catalog: Catalog): Route => ({
  name: 'shows',
  path: SHOWS_PATH,
  sharing: 'api',
  answer: async (call) => {
    const { limit, kind, ...query } = read(SHOWS, call);
    const { shows, cursor } = await catalog.shows({ limit, kind, ...query });
    if (cursor === null || limit === undefined) return json(shows);
    const next = `${SHOWS_PATH}?limit=${limit}${kind === undefined ? '' : `&kind=${kind}`}`;
    return { ...json(shows), headers: { Link: `<${next}&cursor=${cursor}>; rel="next"` } };
  },
});

export const showRoute = (catalog: Catalog): Route => ({
  name: 'show',
  path: `${SHOWS_PATH}/:showId`,
  sharing: 'api',
  answer: async (call) => json(await catalog.show(read(SHOW, call).showId)),
});
