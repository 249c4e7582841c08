/** What there is to watch, what was begun above all else. */
import { useLayoutEffect } from 'preact/hooks';
import { cardOf } from '../data/cards.ts';
import { useRefresh } from '../data/live.ts';
import { type Loaded, useLoaded } from '../data/resource.ts';
import { useScan } from '../data/scan.ts';
import { type CardPage, type CardQuery, cardsUrl, fetchCards } from '../data/shows.ts';
import { PosterCard } from '../parts/card.tsx';
import { Failure, Message } from '../parts/message.tsx';
import { Row } from '../parts/row.tsx';
import { useScreen } from '../parts/screen.ts';
import { SkeletonRow } from '../parts/skeleton.tsx';
import { listPath } from '../router.ts';
import { type Entry, fetchContinue, placesTold } from '../watching.ts';
import { words } from '../words/words.ts';
import { EntryRow } from './entry-row.tsx';

/** Of a row: more are a press away. */
const LIMIT = 20;
/** Libraries of fewer have them all in sight: there is no need to say which came last. */
const MANY = 12;

const useCards = (query: Omit<CardQuery, 'limit'>): Loaded<CardPage> => {
  const whole = { limit: LIMIT, ...query };
  return useLoaded(cardsUrl(whole), () => fetchCards(whole));
};

const loadBegun = async (): Promise<readonly Entry[]> => {
  await placesTold();
  return fetchContinue();
};

export const Home = ({ entry }: { readonly entry: number }) => {
  const { root, place } = useScreen({ entry, title: null, isFirst: true });
  const begun = useLoaded('continue', loadBegun);
  const added = useCards({ sort: 'added' });
  const movies = useCards({ kind: 'movie' });
  const series = useCards({ kind: 'series' });
  const all = [begun, added, movies, series];
  const reload = (): void => {
    for (const one of all) one.reload();
  };
  useRefresh(reload);
  const isHere = all.every(({ value, error }) => value !== undefined || error !== undefined);
  useLayoutEffect(() => {
    if (isHere) place.arrive();
  }, [isHere]);
  // A row that failed is left out: the others are there.
  const hasFailed = added.value === undefined;
  return (
    <main class="home" ref={root} tabIndex={-1}>
      <h1 class="unseen">haema</h1>
      {!isHere && <Waiting />}
      {isHere && hasFailed && <Failure error={added.error} again={reload} />}
      {isHere && !hasFailed && <Rows {...{ begun, added, movies, series }} />}
    </main>
  );
};

const Waiting = () => (
  <>
    <SkeletonRow shape="still" />
    <SkeletonRow shape="poster" />
    <SkeletonRow shape="poster" />
  </>
);

interface RowsProps {
  readonly begun: Loaded<readonly Entry[]>;
  readonly added: Loaded<CardPage>;
  readonly movies: Loaded<CardPage>;
  readonly series: Loaded<CardPage>;
}

const Rows = ({ begun, added, movies, series }: RowsProps) => {
  const total = added.value?.total ?? 0;
  if (total === 0) return <Nothing />;
  const { home } = words;
  return (
    <>
      <EntryRow begun={begun} next={false} />
      <EntryRow begun={begun} next={true} />
      {total > MANY && (
        <PosterRow id="added" title={home.added} page={added.value} all={{ sort: 'added' }} />
      )}
      <PosterRow id="movies" title={home.movies} page={movies.value} all={{ kind: 'movie' }} />
      <PosterRow id="series" title={home.series} page={series.value} all={{ kind: 'series' }} />
    </>
  );
};

/** Before the folders were looked through nobody knows that there is nothing. */
const Nothing = () => {
  const scan = useScan();
  if (scan === null) return null;
  const { nothing, looking } = words.home;
  return <Message {...(scan.phase === 'listing' ? looking : nothing)} />;
};

interface PosterRowProps {
  readonly id: string;
  readonly title: string;
  readonly page: CardPage | undefined;
  readonly all: Parameters<typeof listPath>[0];
}

const PosterRow = ({ id, title, page, all }: PosterRowProps) => {
  if (page === undefined || page.cards.length === 0) return null;
  const rest = page.total > page.cards.length;
  return (
    <Row id={id} title={title} shape="poster" all={rest ? listPath(all) : null}>
      {page.cards.map((card) => (
        <li key={card.id} class="item poster-item">
          <PosterCard card={cardOf(card)} focusKey={`${id}:${card.id}`} />
        </li>
      ))}
    </Row>
  );
};
