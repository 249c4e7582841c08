/** The page: one screen at a time, as the address says. */
import { useEffect, useState } from 'preact/hooks';
import { back, type Route, rename, type Stand, startRouter } from './router.ts';
import { createListView } from './views/list.ts';
import { createPlayerView } from './views/player.ts';
import { createSeriesView } from './views/series.ts';
import type { View } from './views/view.ts';
import { ViewScreen } from './views/view-screen.tsx';

export const App = () => {
  const [stand, setStand] = useState<Stand | null>(null);
  useEffect(() => startRouter(setStand), []);
  return stand === null ? null : <Screen key={stand.entry} route={stand.route} />;
};

/** What leads to a video is kept while it plays: no place is lost. */
let list: View | null = null;
let series: { readonly showId: string; readonly view: View } | null = null;

const keptList = (): View => {
  list ??= createListView();
  return list;
};

const keptSeries = (showId: string): View => {
  if (series?.showId !== showId) series = { showId, view: createSeriesView(showId, back) };
  return series.view;
};

const Screen = ({ route }: { readonly route: Route }) => {
  switch (route.name) {
    case 'watch':
      return <ViewScreen create={() => createPlayerView(route, { leave: back, rename })} />;
    case 'show':
      return <ViewScreen create={() => keptSeries(route.showId)} />;
    default:
      return <ViewScreen create={keptList} />;
  }
};
