/** A title as something to press. */
import { Check, Info } from 'lucide';
import type { CardFacts } from '../data/cards.ts';
import { words } from '../words/words.ts';
import { Icon } from './icon.tsx';
import { Picture } from './picture.tsx';

interface Props {
  readonly card: CardFacts;
  /** By which the focus is found again. */
  readonly focusKey: string;
}

/** `card`: null while it is on its way. */
export const PosterCard = ({ card, focusKey }: Omit<Props, 'card'> & { card: CardFacts | null }) =>
  card === null ? <PendingCard /> : <Card card={card} focusKey={focusKey} shape="poster" />;

export const StillCard = (props: Props) => <Card shape="still" {...props} />;

const Card = ({ card, focusKey, shape }: Props & { shape: 'poster' | 'still' }) => {
  const { title, note, href, details, offline } = card;
  return (
    <>
      <a
        class={`card ${shape}${offline ? ' away' : ''}`}
        href={href}
        title={title}
        data-focus={focusKey}
        data-details={details}
      >
        <Picture id={card.id} title={title} colour={card.colour} address={card.picture}>
          {card.watched && <WatchedMark />}
          {card.seen > 0 && <SeenBar part={card.seen} />}
        </Picture>
        <span class="card-text">
          <span class="card-title">{title}</span>
          {note !== '' && <span class="card-note">{note}</span>}
          {card.watched && <span class="unseen">{words.show.watched}</span>}
        </span>
      </a>
      {details !== null && <About href={details} title={title} />}
    </>
  );
};

const PendingCard = () => (
  <span class="card poster pending" aria-hidden="true">
    <span class="tile" />
  </span>
);

/** Beside a film, which plays when it is pressed. */
const About = ({ href, title }: { readonly href: string; readonly title: string }) => {
  const label = words.card.details(title);
  return (
    <a class="card-about" href={href} aria-label={label} title={label} data-aside>
      <Icon of={Info} />
    </a>
  );
};

const WatchedMark = () => (
  <span class="card-watched">
    <Icon of={Check} />
  </span>
);

/** A line as long as what was seen. */
export const SeenBar = ({ part }: { readonly part: number }) => (
  <span class="seen">
    <span style={{ width: `${Math.round(Math.min(1, part) * 100)}%` }} />
  </span>
);
