/** Home, lists and what is searched for, beneath the same header. */
import { Home } from '../home/home.tsx';
import type { Route, Stand } from '../router.ts';
import { Header } from './header.tsx';
import { Hint } from './hint.tsx';
import { List } from './list.tsx';
import { Notices } from './notices.tsx';
import { Results } from './results.tsx';

export const Library = ({ route, entry }: Stand) => (
  <div class="library">
    <Header route={route} />
    <Notices />
    <Body key={entry} route={route} entry={entry} />
    <Hint />
  </div>
);

const Body = ({ route, entry }: { readonly route: Route; readonly entry: number }) => {
  switch (route.name) {
    case 'list': {
      const { kind, sort, unwatched } = route;
      return <List {...{ entry, kind, sort, unwatched }} />;
    }
    case 'search':
      return <Results entry={entry} text={route.text} />;
    default:
      return <Home entry={entry} />;
  }
};
