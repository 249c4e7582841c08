/** What is searched for. */
import { useShelf } from '../data/shelf.ts';
import { Failure, Message } from '../parts/message.tsx';
import { useScreen } from '../parts/screen.ts';
import { words } from '../words/words.ts';
import { Grid } from './grid.tsx';
import { WallSkeleton } from './wall-skeleton.tsx';

interface Props {
  /** Of the history. */
  readonly entry: number;
  readonly text: string;
}

export const Results = ({ entry, text }: Props) => {
  const { found } = words;
  const { root, place } = useScreen({ entry, title: words.search });
  const shelf = useShelf({ search: text });
  const { total, error } = shelf;
  return (
    <main class="list" ref={root} tabIndex={-1}>
      <div class="list-head">
        <h1>{found.label(text)}</h1>
        <p class="count" role="status">
          {total !== null && total > 0 && words.titles(total)}
        </p>
      </div>
      {total === null && error === undefined && <WallSkeleton />}
      {error !== undefined && <Failure error={error} again={() => shelf.refresh()} />}
      {total === 0 && <Message title={found.nothing.title} text={found.nothing.text(text)} />}
      {total !== null && total > 0 && (
        <Grid shelf={shelf} count={total} label={found.label(text)} place={place} />
      )}
    </main>
  );
};
