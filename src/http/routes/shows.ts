import { revalidated } from '../openapi/operation.ts';
import { read, SHOW, SHOWS } from '../params.ts';
import type { Route } from '../route.ts';
import type { Json } from '../schemas/json.ts';
import { SHOW as SHOW_JSON, SHOWS as SHOWS_JSON } from '../schemas/show.ts';
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
    const content = json(shows satisfies Json<typeof SHOWS_JSON>);
    if (cursor === null || limit === undefined) return content;
    const next = `${SHOWS_PATH}?limit=${limit}${kind === undefined ? '' : `&kind=${kind}`}`;
    return { ...content, headers: { Link: `<${next}&cursor=${cursor}>; rel="next"` } };
  },
  docs: {
    GET: {
      id: 'listShows',
      tag: 'Shows',
      summary: 'What there is to watch, by title',
      description:
        'With `limit` it is a page, and its `Link` header tells where the next one is. A cursor ' +
        'is a place among the titles: what comes or goes meanwhile moves nothing. With `search` ' +
        'what fits best comes first, 50 at most unless `limit` says otherwise, and there is no ' +
        'other page.',
      params: SHOWS,
      answer: {
        ...revalidated(SHOWS_JSON, 'Films and series'),
        headers: { Link: 'The next page, `rel="next"`, where there is one' },
      },
    },
  },
});

export const showRoute = (catalog: Catalog): Route => ({
  name: 'show',
  path: `${SHOWS_PATH}/:showId`,
  sharing: 'api',
  answer: async (call) => {
    const show = await catalog.show(read(SHOW, call).showId);
    return json(show satisfies Json<typeof SHOW_JSON>);
  },
  docs: {
    GET: {
      id: 'getShow',
      tag: 'Shows',
      summary: 'A film or a series',
      params: SHOW,
      answer: revalidated(SHOW_JSON, 'The film or the series'),
      errors: ['NOT_FOUND'],
    },
  },
});
