/** Plain pages for what cannot run the other one: links, a form and the browser's own player. */
import * as z from 'zod';
import type { HaemaError } from '../../core/errors.ts';
import type { Content } from '../content.ts';
import { failurePage, LITE, type Look } from '../lite/frame.ts';
import { BEGUN, listPage, PER_PAGE } from '../lite/list.ts';
import { seriesPage } from '../lite/series.ts';
import { refuseOthers, watchPage } from '../lite/watch.ts';
import { wordsFor } from '../lite/words.ts';
import { CARDS, read, SHOW, VIDEO, wholeNumber } from '../params.ts';
import { profileOf } from '../profile.ts';
import type { Request } from '../request.ts';
import type { Call, Route } from '../route.ts';
import type { Catalog, Profiles, Watch, WatchLists } from '../services.ts';
import { text } from '../text.ts';

export interface LiteServices {
  readonly catalog: Catalog;
  readonly watch: Watch;
  readonly watchLists: WatchLists;
  readonly profiles: Profiles;
  /** The built page, which has the style sheet. */
  readonly page: ReadonlyMap<string, Buffer>;
}

const STYLE = /^assets\/lite\.\w+\.css$/;

const LIST = z.object({
  search: CARDS.shape.search,
  kind: CARDS.shape.kind,
  page: wholeNumber(1, 9999, 'page is a number from 1').default(1),
});
const WATCH = SHOW.extend(VIDEO.shape).extend({
  from: wholeNumber(0, 999_999, 'from is a number of seconds').optional(),
});

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'self'";

export const liteRoutes = (services: LiteServices): Route[] => {
  const style = `/${[...services.page.keys()].find((path) => STYLE.test(path)) ?? ''}`;
  const lookOf = ({ headers }: Request): Look => ({
    words: wordsFor(headers['accept-language']),
    style,
  });
  const route = (path: string, make: (call: Call, look: Look) => Promise<string>): Route => ({
    ...{ name: 'lite', path, sharing: 'page' },
    answer: async (call) => page(await make(call, lookOf(call.request))),
    failure: (error: HaemaError, request: Request) => page(failurePage(lookOf(request), error)),
  });
  return [
    route(LITE, (call, look) => list(services, call, look)),
    route(`${LITE}/:showId`, (call, look) => show(services, call, look)),
    route(`${LITE}/:showId/:videoId`, (call, look) => watch(services, call, look)),
  ];
};

/** What was watched shows on most of them: they are for now. */
const page = (body: string): Content => ({
  ...text('text/html; charset=utf-8', body),
  cache: 'no-store',
  tag: null,
  headers: { 'Content-Security-Policy': POLICY, Vary: 'Accept-Encoding, Accept-Language, Cookie' },
});

const list = async (services: LiteServices, call: Call, look: Look): Promise<string> => {
  const { catalog, watchLists, profiles } = services;
  const { search: typed = '', kind, page } = read(LIST, call);
  const search = typed.trim();
  const offset = (page - 1) * PER_PAGE;
  const query = { search: search === '' ? undefined : search, kind, limit: PER_PAGE };
  const { cards, total } = await catalog.cards(search === '' ? { ...query, offset } : query);
  const isFirst = search === '' && kind === undefined && page === 1;
  const { continue: begun } = isFirst
    ? await watchLists.toContinue(profileOf(profiles, call), BEGUN)
    : { continue: [] };
  return listPage(look, { query: { search, kind, page }, cards, total, begun });
};

const show = async (services: LiteServices, call: Call, look: Look): Promise<string> => {
  const { catalog, watchLists, profiles } = services;
  const { showId } = read(SHOW, call);
  const found = await catalog.show(showId);
  if (found.kind === 'movie') return player(services, call, look, found.video_id);
  const profileId = profileOf(profiles, call);
  const { progress } = await watchLists.ofShow(profileId, showId);
  const seen = progress.filter(({ watched }) => watched).map(({ video_id }) => video_id);
  const next = await watchLists.next(profileId, showId);
  return seriesPage(look, found, { seen: new Set(seen), next: next.video_id });
};

const watch = (services: LiteServices, call: Call, look: Look): Promise<string> =>
  player(services, call, look, read(WATCH, call).videoId);

const player = async (
  services: LiteServices,
  call: Call,
  look: Look,
  videoId: string,
): Promise<string> => {
  const { catalog, watch, profiles } = services;
  const { showId, from } = read(WATCH.omit({ videoId: true }), call);
  const found = await catalog.show(showId);
  refuseOthers(found, videoId);
  const { resume } = await watch.progress(profileOf(profiles, call), videoId);
  const video = await catalog.video(videoId);
  return watchPage(look, { show: found, video, begin: Math.floor(from ?? resume) });
};
