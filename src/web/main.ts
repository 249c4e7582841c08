import './polyfills.ts';
import { isTelevision, keyOf } from './keys.ts';
import { type Route, type Router, startRouter } from './router.ts';
import { createListView } from './views/list.ts';
import { createPlayerView } from './views/player.ts';
import { createSeriesView } from './views/series.ts';
import type { View } from './views/view.ts';

/** Shows one view at a time. What leads to a video is kept while it plays: no place is lost. */
const start = (root: HTMLElement): void => {
  const list = createListView();
  let view: View | null = null;
  let router: Router | null = null;
  let series: { readonly showId: string; readonly view: View } | null = null;
  const back = (): void => router?.back();
  const rename = (path: string): void => router?.rename(path);
  const viewOf = (route: Route): View => {
    if (route.name === 'watch') return createPlayerView(route, { leave: back, rename });
    if (route.name !== 'series') return list;
    const { showId } = route;
    if (series?.showId !== showId) series = { showId, view: createSeriesView(showId, back) };
    return series.view;
  };
  router = startRouter((route) => {
    view?.hide();
    root.textContent = '';
    view = viewOf(route);
    root.appendChild(view.element);
    view.show();
  });
  document.addEventListener('keydown', (event) => {
    const key = keyOf(event);
    if (key !== null && view?.press(key, event) === true) event.preventDefault();
  });
};

const root = document.getElementById('app');
if (root !== null) {
  if (isTelevision(navigator.userAgent)) document.documentElement.classList.add('tv');
  start(root);
}
