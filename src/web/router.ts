/** Which screen an address means, and how to get from one to another. */

export type Kind = 'all' | 'movie' | 'series';
export type Sort = 'title' | 'added' | 'year';

/** What of the titles, and in which order. */
export interface Wall {
  readonly kind: Kind;
  readonly sort: Sort;
  readonly unwatched: boolean;
}

export type Route =
  | { readonly name: 'home' }
  | ({ readonly name: 'list' } & Wall)
  | { readonly name: 'search'; readonly text: string }
  | { readonly name: 'show'; readonly showId: string }
  | { readonly name: 'watch'; readonly videoId: string; readonly showId: string | null }
  | { readonly name: 'unknown' };

const KINDS: readonly Kind[] = ['all', 'movie', 'series'];
export const SORTS: readonly Sort[] = ['title', 'added', 'year'];

const ID = /^[a-z2-7]{16}$/;

export const routeOf = (path: string, search = ''): Route => {
  const query = queryOf(search);
  const showId = ID.test(query['show'] ?? '') ? (query['show'] ?? null) : null;
  const videoId = /^\/watch\/([^/]+)$/.exec(path)?.[1] ?? '';
  if (ID.test(videoId)) return { name: 'watch', videoId, showId };
  if (path !== '/') return { name: 'unknown' };
  if (showId !== null) return { name: 'show', showId };
  if (query['search'] !== undefined) return { name: 'search', text: query['search'] };
  const kind = KINDS.find((it) => it === query['list']);
  if (kind === undefined) return { name: 'home' };
  const sort = SORTS.find((it) => it === query['sort']) ?? 'title';
  return { name: 'list', kind, sort, unwatched: query['unwatched'] === 'true' };
};

/** Old browsers have no URLSearchParams that reads a whole query. */
const queryOf = (search: string): Readonly<Partial<Record<string, string>>> => {
  const query: Record<string, string> = {};
  for (const pair of search.replace(/^\?/, '').split('&')) {
    const [name = '', value = ''] = pair.split('=');
    query[name] = decoded(value);
  }
  return query;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text; // somebody typed a lone %
  }
};

export const HOME = '/';

export const showPath = (showId: string): string => `/?show=${showId}`;

export const searchPath = (text: string): string => `/?search=${encodeURIComponent(text)}`;

export const listPath = ({ kind, sort = 'title', unwatched = false }: Partial<Wall>): string => {
  const order = sort === 'title' ? '' : `&sort=${sort}`;
  return `/?list=${kind ?? 'all'}${order}${unwatched ? '&unwatched=true' : ''}`;
};

/** `showId`: of what it is a part of, where more comes after it. */
export const watchPath = (videoId: string, showId: string | null = null): string =>
  `/watch/${videoId}${showId === null ? '' : `?show=${showId}`}`;

/** Where the viewer is: the route, and which entry of the history that is. */
export interface Stand {
  readonly route: Route;
  /** The same again when somebody comes back to it. */
  readonly entry: number;
}

interface EntryState {
  readonly entry: number;
  /** Whether the entry before it is one of this page. */
  readonly within: boolean;
}

/** Ids of entries begin anew with every load of the page: those of before it mean nothing. */
const FIRST = Date.now();
let entries = 0;

const stateOf = (state: unknown): Partial<EntryState> =>
  typeof state === 'object' && state !== null ? (state as Partial<EntryState>) : {};

const newEntry = (): number => {
  entries++;
  return FIRST + entries;
};

let show: (stand: Stand) => void = () => undefined;

const render = (): void => {
  const { entry, within } = stateOf(history.state);
  const known = entry ?? newEntry();
  if (entry === undefined) {
    history.replaceState({ entry: known, within: within === true }, '', location.href);
  }
  show({ route: routeOf(location.pathname, location.search), entry: known });
};

/** Shows another screen and puts it in the history, so that Back returns. */
export const go = (path: string): void => {
  const entry = newEntry();
  // Back from what is shown already would seem to do nothing.
  if (path === location.pathname + location.search) {
    history.replaceState({ entry, within: canGoBack() }, '', path);
  } else history.pushState({ entry, within: true }, '', path);
  render();
};

/** Another screen in the place of this one: Back passes over it. */
export const replace = (path: string): void => {
  history.replaceState(history.state, '', path);
  render();
};

/** Whether the viewer came from within the page. */
export const canGoBack = (): boolean => stateOf(history.state).within === true;

/** Browsers keep some fifty entries: where the one before is forgotten, going back does nothing. */
const FORGOTTEN_MS = 1000;

/** Set while the browser goes back: until it is there the state is that of the entry it leaves. */
let goingBack: number | undefined;

/** To where the viewer came from, within the page; else to the beginning. */
export const back = (): void => {
  if (goingBack !== undefined) return; // one more may be one too many, and leave the page
  if (!canGoBack()) {
    replace(HOME);
    return;
  }
  goingBack = window.setTimeout(() => {
    goingBack = undefined;
    replace(HOME);
  }, FORGOTTEN_MS);
  history.back();
};

const arrive = (): void => {
  window.clearTimeout(goingBack);
  goingBack = undefined;
  render();
};

/** Calls `shown` now and whenever that changes. */
export const startRouter = (shown: (stand: Stand) => void): (() => void) => {
  show = shown;
  // Each screen finds its place again by itself: only then is there something to scroll.
  if ('scrollRestoration' in history) history.scrollRestoration = 'manual';
  window.addEventListener('popstate', arrive);
  document.addEventListener('click', followLink);
  render();
  return () => {
    window.removeEventListener('popstate', arrive);
    document.removeEventListener('click', followLink);
  };
};

/** Pressed with what opens a link in another tab or window. */
export const isForElsewhere = ({ ctrlKey, metaKey, shiftKey }: MouseEvent): boolean =>
  ctrlKey || metaKey || shiftKey;

/** Links to our own screens are shown without loading the page anew. */
const followLink = (event: MouseEvent): void => {
  const other = event.button !== 0 || isForElsewhere(event);
  if (other || event.defaultPrevented || !(event.target instanceof Element)) return;
  const link = event.target.closest('a');
  if (link === null || link.origin !== location.origin || link.target !== '') return;
  if (routeOf(link.pathname, link.search).name === 'unknown') return;
  event.preventDefault();
  go(link.pathname + link.search);
};
