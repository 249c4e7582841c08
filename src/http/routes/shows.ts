import { revalidated } from '../openapi/operation.ts';
import { read, SHOW, SHOWS } from '../params.ts';
import type { Route } from '../route.ts';
import type { Json } from '../schemas/json.ts';
import { SHOW as SHOW_JSON, SHOWS as SHOWS_JSON } from '../schemas/show.ts';
import type { Catalog } from '../services.ts';
import { json, jsonList } from '../text.ts';

const SHOWS_PATH = '/api/v1/shows';

/** What a client that knows nothing of pages gets: most libraries, and no answer is too long. */
const PAGE = 500;

/** An array as it is: where the next page is stands in the headers. */
export const showsRoute = (catalog: Catalog): Route => ({
  name: 'shows',
  path: SHOWS_PATH,
  sharing: 'api',
  answer: async (call) => {
    const query = read(SHOWS, call);
    const { search, kind, sort } = query;
    const limit = query.limit ?? (search === undefined ? PAGE : undefined);
    const { shows, cursor } = await catalog.shows({ ...query, limit });
    const content = await jsonList(shows satisfies Json<typeof SHOWS_JSON>);
    if (cursor === null) return content;
    const all = { limit, kind, sort, cursor };
    const next = new URLSearchParams();
    for (const [name, value] of Object.entries(all)) {
      if (value !== undefined) next.append(name, String(value));
    }
    return { ...content, headers: { Link: `<${SHOWS_PATH}?${next}>; rel="next"` } };
  },
  docs: {
    GET: {
      id: 'listShows',
      tag: 'Shows',
      summary: 'What there is to watch, by title or in another order',
      description:
        'A page, whose `Link` header tells where the next one is. A cursor is a place in the ' +
        'order: what comes or goes meanwhile moves nothing. With `search` what fits best comes ' +
        'first, and there is no other page.',
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
