/** Which view an address means, and how to get from one to another. */

export type Route =
  | { readonly name: 'list' }
  | { readonly name: 'watch'; readonly videoId: string }
  | { readonly name: 'unknown' };

export const routeOf = (path: string): Route => {
  if (path === '/') return { name: 'list' };
  const videoId = /^\/watch\/([a-z2-7]{16})$/.exec(path)?.[1];
  return videoId === undefined ? { name: 'unknown' } : { name: 'watch', videoId };
};

export const watchPath = (videoId: string): string => `/watch/${videoId}`;

export interface Router {
  /** Shows another view and puts it in the history, so that Back returns. */
  readonly go: (path: string) => void;
  /** To where the viewer came from, within the page; else to the list. */
  readonly back: () => void;
}

/** Calls `show` now and whenever the route changes. */
export const startRouter = (show: (route: Route) => void): Router => {
  const render = (): void => show(routeOf(location.pathname));
  window.addEventListener('popstate', render);
  const go = (path: string): void => {
    history.pushState({ within: true }, '', path);
    render();
  };
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
  return { go, back };
};

/** Links to our own views are shown without loading the page anew. */
const followLink = (event: MouseEvent, go: (path: string) => void): void => {
  const other = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey;
  if (other || event.defaultPrevented || !(event.target instanceof Element)) return;
  const link = event.target.closest('a');
  if (link === null || link.origin !== location.origin) return;
  if (routeOf(link.pathname).name === 'unknown') return;
  event.preventDefault();
  go(link.pathname);
};
