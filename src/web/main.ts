import './polyfills.ts';
import { isTelevision, keyOf } from './keys.ts';
import { type Route, type Router, startRouter } from './router.ts';
import { createListView } from './views/list.ts';
import { createPlayerView } from './views/player.ts';
import type { View } from './views/view.ts';

/** Shows one view at a time. The list is kept while a video plays: its place is not lost. */
const start = (root: HTMLElement): void => {
  const list = createListView();
  let view: View | null = null;
  let router: Router | null = null;
  const viewOf = (route: Route): View =>
    route.name === 'watch' ? createPlayerView(route.videoId, () => router?.back()) : list;
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
