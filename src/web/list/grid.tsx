/** A wall of posters: of thousands only those near the screen are made. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { CardFacts } from '../data/cards.ts';
import type { Shelf } from '../data/shelf.ts';
import { PosterCard } from '../parts/card.tsx';
import { memo } from '../parts/memo.ts';
import { indexOfKey, type Place } from '../parts/place.ts';
import { useGridFocus, useLayout, useRange } from './use-grid.ts';
import { indexesOf, type Layout } from './window.ts';

interface Props {
  readonly shelf: Shelf;
  /** How many cards there are. */
  readonly count: number;
  readonly label: string;
  readonly place: Place;
}

export const Grid = ({ shelf, count, label, place }: Props) => {
  const host = useRef<HTMLUListElement>(null);
  const layout = useLayout(host);
  const range = useRange(host, layout, count);
  const focus = useGridFocus(host, layout, count, indexOfKey(place.focusKey));
  const held = focus.held.join();
  useEffect(() => shelf.need(range.from, range.to, focus.held), [shelf, range, held]);
  const hasCards = range.to > 0;
  useLayoutEffect(() => {
    if (hasCards) place.arrive();
  }, [hasCards]);
  const height = layout === null ? 0 : Math.ceil(count / layout.columns) * layout.rowHeight;
  const indexes = layout === null ? [] : indexesOf(range, focus.held, count);
  return (
    <ul
      class="grid"
      aria-label={label}
      ref={host}
      style={{ height: `${height}px` }}
      onFocusIn={focus.noteFocus}
    >
      {layout !== null &&
        indexes.map((index) => (
          <Cell key={index} index={index} count={count} layout={layout} card={shelf.card(index)} />
        ))}
    </ul>
  );
};

interface CellProps {
  readonly index: number;
  readonly count: number;
  readonly layout: Layout;
  /** Null while it is on its way. */
  readonly card: CardFacts | null;
}

const Cell = memo(({ index, count, layout, card }: CellProps) => {
  const { columns, step, width, rowHeight } = layout;
  const x = Math.round((index % columns) * step);
  const y = Math.floor(index / columns) * rowHeight;
  return (
    <li
      class="cell"
      aria-setsize={count}
      aria-posinset={index + 1}
      data-index={index}
      data-block
      style={{ width: `${width}px`, transform: `translate(${x}px, ${y}px)` }}
    >
      <PosterCard card={card} focusKey={`grid:${index}`} />
    </li>
  );
});
