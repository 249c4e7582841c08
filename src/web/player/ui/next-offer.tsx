/** At the end: what follows, which plays by itself unless somebody stops it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../../words/player.ts';
import type { Player } from '../player.ts';
import type { Following } from '../what-follows.ts';
import { useFocusWithin } from './use-focus.ts';

const SECONDS = 8;

interface Props {
  readonly player: Player;
  readonly following: Following;
}

export const NextOffer = ({ player, following }: Props) => {
  const dialog = useRef<HTMLDivElement>(null);
  const [left, count] = useState(SECONDS);
  const go = (): void => player.goTo(following);
  useFocusWithin(dialog, (element) => element.querySelector<HTMLElement>('button')?.focus());
  useEffect(() => {
    const act = (): void => (left > 1 ? count(left - 1) : go());
    const timer = window.setTimeout(act, 1000);
    return () => window.clearTimeout(timer);
  }, [left]);
  return (
    <div class="next-offer" ref={dialog} role="dialog" aria-label={words.next(following.title)}>
      <p class="next-when">
        {words.offer.next} <span aria-hidden="true">{words.offer.inSeconds(left)}</span>
      </p>
      <p class="next-title">{following.title}</p>
      <div class="actions">
        <button type="button" class="action counting" onClick={go}>
          {words.offer.play}
        </button>
        <button type="button" class="action" onClick={() => player.offer(false)}>
          {words.offer.stop}
        </button>
      </div>
    </div>
  );
};
