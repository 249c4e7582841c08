/** The page: one screen at a time, as the address says. */
import { useEffect, useState } from 'preact/hooks';
import { Library } from './list/library.tsx';
import { back, rename, type Stand, startRouter } from './router.ts';
import { ShowScreen } from './show/show-screen.tsx';
import { createPlayerView } from './views/player.ts';
import { ViewScreen } from './views/view-screen.tsx';

export const App = () => {
  const [stand, setStand] = useState<Stand | null>(null);
  useEffect(() => startRouter(setStand), []);
  return stand === null ? null : <Screen {...stand} />;
};

const Screen = ({ route, entry }: Stand) => {
  switch (route.name) {
    case 'watch': {
      const create = () => createPlayerView(route, { leave: back, rename });
      return <ViewScreen key={entry} create={create} />;
    }
    case 'show':
      return <ShowScreen key={entry} entry={entry} showId={route.showId} />;
    default:
      return <Library route={route} entry={entry} />;
  }
};
