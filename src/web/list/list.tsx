/** All there is, or all of a kind, in some order. */
import { useRefresh } from '../data/live.ts';
import { useShelf } from '../data/shelf.ts';
import { Failure } from '../parts/message.tsx';
import { useScreen } from '../parts/screen.ts';
import { isForElsewhere, listPath, replace, SORTS, type Wall } from '../router.ts';
import { words } from '../words/words.ts';
import { Grid } from './grid.tsx';
import { WallSkeleton } from './wall-skeleton.tsx';

interface Props extends Wall {
  /** Of the history. */
  readonly entry: number;
}

export const List = ({ entry, ...wall }: Props) => {
  const { kind } = wall;
  const screen = useScreen({ entry, title: words.nav[kind] });
  const shelf = useShelf(wall);
  useRefresh(() => shelf.refresh());
  const { total, error } = shelf;
  return (
    <main class="list" ref={screen.root} tabIndex={-1}>
      <div class="list-head">
        <h1>{words.nav[kind]}</h1>
        <p class="count" role="status">
          {total !== null && total > 0 && words.titles(total)}
        </p>
      </div>
      <Tools {...wall} />
      {total === null && error === undefined && <WallSkeleton />}
      {error !== undefined && <Failure error={error} again={() => shelf.refresh()} />}
      {total === 0 && <Nothing {...wall} />}
      {total !== null && total > 0 && (
        <Grid shelf={shelf} count={total} label={words.nav[kind]} place={screen.place} />
      )}
    </main>
  );
};

const Nothing = ({ kind, unwatched }: Wall) => (
  <p class="nothing" role="status">
    {unwatched ? words.list.allWatched : words.list.nothing[kind]}
  </p>
);

const { list } = words;

/** In the place of what is shown: Back passes over what was chosen before. */
const choose = (wall: Wall) => (event: MouseEvent) => {
  if (event.currentTarget instanceof HTMLAnchorElement && isForElsewhere(event)) return;
  event.preventDefault();
  replace(listPath(wall));
  window.scrollTo(0, 0);
};

const Tools = (wall: Wall) => {
  const { kind, unwatched } = wall;
  return (
    <div class="tools" data-row data-scroll>
      <nav class="choices" aria-label={list.sort}>
        {SORTS.map((sort) => (
          <a
            key={sort}
            class="choice"
            href={listPath({ kind, sort, unwatched })}
            aria-current={wall.sort === sort ? 'true' : undefined}
            onClick={choose({ kind, sort, unwatched })}
          >
            {list.sorts[sort]}
          </a>
        ))}
      </nav>
      <button
        type="button"
        class="choice alone"
        aria-pressed={unwatched}
        onClick={choose({ kind, sort: wall.sort, unwatched: !unwatched })}
      >
        {list.unwatched}
      </button>
    </div>
  );
};
