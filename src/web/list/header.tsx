/** Above all lists: where one is, where else one can go, what is searched for, who watches. */
import { ProfileButton } from '../profiles/profile-button.tsx';
import { HOME, listPath, type Route } from '../router.ts';
import { words } from '../words/words.ts';
import { SearchField } from './search-field.tsx';

const { nav } = words;

const PLACES = [
  { id: 'home', label: nav.home, href: HOME },
  { id: 'movie', label: nav.movie, href: listPath({ kind: 'movie' }) },
  { id: 'series', label: nav.series, href: listPath({ kind: 'series' }) },
  { id: 'all', label: nav.all, href: listPath({ kind: 'all' }) },
];

const placeOf = (route: Route): string => (route.name === 'list' ? route.kind : route.name);

export const Header = ({ route }: { readonly route: Route }) => (
  <header class="header">
    <a class="brand" href={HOME} aria-label="haema" data-aside>
      haema
    </a>
    <nav class="nav" aria-label={nav.label} data-row data-scroll>
      {PLACES.map(({ id, label, href }) => (
        <a
          key={id}
          class="nav-link"
          href={href}
          aria-current={placeOf(route) === id ? 'page' : undefined}
        >
          {label}
        </a>
      ))}
    </nav>
    <SearchField route={route} />
    <ProfileButton />
  </header>
);
