/** The page: one screen at a time, as the address says. */
import { useEffect, useState } from 'preact/hooks';
import { Library } from './list/library.tsx';
import { begin } from './player/opening.ts';
import { WatchScreen } from './player/ui/watch-screen.tsx';
import { type Stand, startRouter } from './router.ts';
import { ShowScreen } from './show/show-screen.tsx';

export const App = () => {
  const [stand, setStand] = useState<Stand | null>(null);
  useEffect(() => startRouter((next) => show(next, setStand)), []);
  return stand === null ? null : <Screen {...stand} />;
};

/** What the network and the server take a while for is asked for while the old screen goes. */
const show = (stand: Stand, draw: (stand: Stand) => void): void => {
  const { route } = stand;
  if (route.name === 'watch') begin(location.pathname + location.search, route.videoId);
  draw(stand);
};

const Screen = ({ route, entry }: Stand) => {
  switch (route.name) {
    case 'watch':
      return <WatchScreen key={entry} videoId={route.videoId} showId={route.showId} />;
    case 'show':
      return <ShowScreen key={entry} entry={entry} showId={route.showId} />;
    default:
      return <Library route={route} entry={entry} />;
  }
};
