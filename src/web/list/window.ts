/** Which cards of thousands are made: those near the screen. Pure sums. */

export interface Layout {
  readonly columns: number;
  /** Pixels: of a card, and from each to the one beside it. */
  readonly width: number;
  readonly step: number;
  /** From each row to the next. */
  readonly rowHeight: number;
}

/** In rem: how wide a poster should be, what lies between, and how high the words are. */
const POSTER = 10.5;
const GAP = 1.25;
const NARROW_GAP = 0.75;
const WORDS = 5.75;
const NARROW_WORDS = 4.75;
/** Posters are 2:3. */
const HIGH = 1.5;
const FEWEST = 3;
/** Pixels: phones. */
const NARROW = 560;

/** As many columns as make posters about as wide as they should be; three on the least phone. */
export const layoutOf = (width: number, rem: number): Layout => {
  const narrow = width <= NARROW;
  const gap = (narrow ? NARROW_GAP : GAP) * rem;
  const fitting = Math.round((width + gap) / (POSTER * rem + gap));
  const columns = Math.max(FEWEST, fitting);
  const step = (width + gap) / columns;
  const own = step - gap;
  const rowHeight = Math.round(own * HIGH + (narrow ? NARROW_WORDS : WORDS) * rem);
  return { columns, width: own, step, rowHeight };
};

/** The first, and the one after the last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Sight {
  /** Pixels: where the list begins, from the upper edge of the screen. */
  readonly top: number;
  /** Of the screen. */
  readonly height: number;
}

/** Rows that are made before they come onto the screen. */
const AHEAD = 2;

/** Of the cards. */
export const rangeOf = (layout: Layout, count: number, { top, height }: Sight): Range => {
  const { columns, rowHeight } = layout;
  const rows = Math.ceil(count / columns);
  const within = (row: number): number => Math.max(0, Math.min(rows, row));
  const from = within(Math.floor(-top / rowHeight) - AHEAD);
  const to = within(Math.ceil((height - top) / rowHeight) + AHEAD);
  return { from: from * columns, to: Math.min(count, to * columns) };
};

/** Those of `range`, and `held` ones: what has the focus must not go while it has it. */
export const indexesOf = (
  { from, to }: Range,
  held: readonly number[],
  count: number,
): number[] => {
  const near = Array.from({ length: to - from }, (_, at) => from + at);
  const far = held.filter((index, at) => {
    return index < count && (index < from || index >= to) && held.indexOf(index) === at;
  });
  return near.concat(far).sort((a, b) => a - b);
};

/** Where an arrow leads; null where that is out of the list. */
export const stepFrom = (
  index: number,
  direction: 'up' | 'down' | 'left' | 'right',
  columns: number,
  count: number,
): number | null => {
  const column = index % columns;
  const isLastRow = Math.floor(index / columns) === Math.floor((count - 1) / columns);
  switch (direction) {
    case 'up':
      return index < columns ? null : index - columns;
    case 'down':
      return isLastRow ? null : Math.min(index + columns, count - 1);
    case 'left':
      return column === 0 ? null : index - 1;
    default:
      return column === columns - 1 || index === count - 1 ? null : index + 1;
  }
};
