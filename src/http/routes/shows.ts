import { revalidated } from '../openapi/operation.ts';
import { CARDS, read, SHOW, SHOWS } from '../params.ts';
import { PROFILE, profileOf } from '../profile.ts';
import type { Route } from '../route.ts';
import { CARDS as CARDS_JSON } from '../schemas/card.ts';
import type { Json } from '../schemas/json.ts';
import { SHOW as SHOW_JSON, SHOWS as SHOWS_JSON } from '../schemas/show.ts';
import type { Catalog, Profiles, ShowQuery, WatchLists } from '../services.ts';
import { json, jsonList } from '../text.ts';

const SHOWS_PATH = '/api/v1/shows';

/** What a client that knows nothing of pages gets: most libraries, and no answer is too long. */
const PAGE = 500;

const OF_SHOWS = SHOWS.extend(PROFILE.shape);
const OF_CARDS = CARDS.extend(PROFILE.shape);

type Seen = Awaited<ReturnType<WatchLists['seen']>>;

/** Of which something was left. */
const left =
  (seen: Seen): ShowQuery['only'] =>
  ({ info }) => {
    const of = seen.get(info.id);
    return of === undefined || of.seen < of.of;
  };

/** An array as it is: where the next page is stands in the headers. */
export const showsRoute = (catalog: Catalog, lists: WatchLists, profiles: Profiles): Route => ({
  name: 'shows',
  path: SHOWS_PATH,
  sharing: 'api',
  answer: async (call) => {
    const { profile, unwatched, ...query } = read(OF_SHOWS, call);
    const limit = query.limit ?? (query.search === undefined ? PAGE : undefined);
    const only = unwatched ? left(await lists.seen(profileOf(profiles, call))) : undefined;
    const { shows, cursor, total } = await catalog.shows({ ...query, limit, only });
    const content = await jsonList(shows satisfies Json<typeof SHOWS_JSON>);
    const { kind, sort } = query;
    const chosen = unwatched ? { unwatched, profile: profile ?? undefined } : {};
    const Link = cursor === null ? null : linkTo({ limit, kind, sort, ...chosen, cursor });
    return { ...content, headers: { 'X-Total-Count': `${total}`, ...(Link && { Link }) } };
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
      params: OF_SHOWS,
      answer: {
        ...revalidated(SHOWS_JSON, 'Films and series'),
        headers: {
          Link: 'The next page, `rel="next"`, where there is one',
          'X-Total-Count': 'How many there are on all pages',
        },
      },
      errors: ['NOT_FOUND'],
    },
  },
});

/** To another page. */
const linkTo = (query: Readonly<Record<string, string | number | true | undefined>>): string => {
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) next.append(name, String(value));
  }
  return `<${SHOWS_PATH}?${next}>; rel="next"`;
};

/** What lists show: of a series how many episodes, and not each of them. */
export const cardsRoute = (catalog: Catalog, lists: WatchLists, profiles: Profiles): Route => ({
  name: 'cards',
  path: '/api/v1/cards',
  sharing: 'api',
  answer: async (call) => {
    const { profile: _, unwatched, ...query } = read(OF_CARDS, call);
    const seen = await lists.seen(profileOf(profiles, call));
    const only = unwatched ? left(seen) : undefined;
    const { cards, cursor, total } = await catalog.cards({ ...query, only });
    const withSeen = cards.map((card) => {
      const of = seen.get(card.id);
      return { ...card, seen: of?.seen ?? 0, watched: of !== undefined && of.seen === of.of };
    });
    return json({ total, next: cursor, cards: withSeen } satisfies Json<typeof CARDS_JSON>);
  },
  docs: {
    GET: {
      id: 'listCards',
      tag: 'Shows',
      summary: 'What lists show of films and series, and how much of them was seen',
      description:
        'The same shows in the same order as `listShows`, in as few words as a wall of posters ' +
        'needs. With `offset` a page anywhere: to be used with `total`.',
      params: OF_CARDS,
      answer: revalidated(CARDS_JSON, 'A page'),
      errors: ['NOT_FOUND'],
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
