/** What was begun, or comes next: one press, and it goes on. */
import { X } from 'lucide';
import { entryCard } from '../data/cards.ts';
import type { Loaded } from '../data/resource.ts';
import { useKeys } from '../input.ts';
import { StillCard } from '../parts/card.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Row } from '../parts/row.tsx';
import { type Entry, takeFromContinue } from '../watching.ts';
import { words } from '../words/words.ts';

interface Props {
  readonly begun: Loaded<readonly Entry[]>;
  /** Those that come next; else those that somebody stopped in. */
  readonly next: boolean;
}

export const EntryRow = ({ begun, next }: Props) => {
  const entries = (begun.value ?? []).filter((entry) => isNext(entry) === next);
  useKeys(({ name }) => {
    // Above the other row are more titles: there a stop on the way would be one too many.
    if (next || (name !== 'up' && name !== 'down')) return false;
    return (name === 'up' ? removeOf : cardOfRemove)(document.activeElement);
  });
  if (entries.length === 0) return null;
  const remove = (entry: Entry): void => {
    begun.expect((begun.value ?? []).filter((it) => it !== entry));
    takeFromContinue(entry.show_id).catch(begun.reload);
  };
  const id = next ? 'next' : 'going';
  return (
    <Row id={id} title={words.home[id]} shape="still" all={null}>
      {entries.map((entry) => (
        <li key={entry.show_id} class="item still-item">
          <StillCard card={entryCard(entry)} focusKey={`${id}:${entry.show_id}`} />
          <IconButton
            icon={X}
            class="icon-button remove"
            label={words.home.remove(entry.title)}
            onClick={() => remove(entry)}
            data-aside
          />
        </li>
      ))}
    </Row>
  );
};

const isNext = ({ next_up, resume }: Entry): boolean => next_up ?? resume === 0;

/** Up from a card is the small button on it; false where that is not where the focus is. */
const removeOf = (focused: Element | null): boolean =>
  focusWithin(focused?.matches('.card') ? focused : null, '.remove');

const cardOfRemove = (focused: Element | null): boolean =>
  focusWithin(focused?.matches('.remove') ? focused : null, '.card');

const focusWithin = (from: Element | null, selector: string): boolean => {
  const to = from?.closest('.item')?.querySelector<HTMLElement>(selector) ?? null;
  to?.focus({ preventScroll: true });
  return to !== null;
};
