/** Which view an address means, and how to get from one to another. */

export type Route =
  | { readonly name: 'list' }
  | { readonly name: 'series'; readonly showId: string }
  | { readonly name: 'watch'; readonly videoId: string; readonly showId: string | null }
  | { readonly name: 'unknown' };

export const routeOf = (path: string, search = ''): Route => {
  const showId = /[?&]show=([a-z2-7]{16})(?:&|$)/.exec(search)?.[1] ?? null;
  if (path === '/') return showId === null ? { name: 'list' } : { name: 'series', showId };
  const videoId = /^\/watch\/([a-z2-7]{16})$/.exec(path)?.[1];
  return videoId === undefined ? { name: 'unknown' } : { name: 'watch', videoId, showId };
};

export const seriesPath = (showId: string): string => `/?show=${showId}`;

/** `showId`: of what it is a part of, where more comes after it. */
export const watchPath = (videoId: string, showId: string | null = null): string =>
  `/watch/${videoId}${showId === null ? '' : `?show=${showId}`}`;

export interface Router {
  /** Shows another view and puts it in the history, so that Back returns. */
  readonly go: (path: string) => void;
  /** Another address of what is shown already: Back passes over the former one. */
  readonly rename: (path: string) => void;
  /** To where the viewer came from, within the page; else to the list. */
  readonly back: () => void;
}

/** Calls `show` now and whenever the route changes. */
export const startRouter = (show: (route: Route) => void): Router => {
  const render = (): void => show(routeOf(location.pathname, location.search));
  window.addEventListener('popstate', render);
  const go = (path: string): void => {
    history.pushState({ within: true }, '', path);
    render();
  };
  const rename = (path: string): void => history.replaceState(history.state, '', path);
  const back = (): void => {
    const state: unknown = history.state;
    if (state !== null) history.back();
    else {
      history.replaceState(null, '', '/');
      render();
    }
  };
  document.addEventListener('click', (event) => followLink(event, go));
  render();
  return { go, rename, back };
};

/** Links to our own views are shown without loading the page anew. */
const followLink = (event: MouseEvent, go: (path: string) => void): void => {
  const other = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey;
  if (other || event.defaultPrevented || !(event.target instanceof Element)) return;
  const link = event.target.closest('a');
  if (link === null || link.origin !== location.origin) return;
  if (routeOf(link.pathname).name === 'unknown') return;
  event.preventDefault();
  go(link.pathname + link.search);
};
