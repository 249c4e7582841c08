/** What OK can do besides, on televisions, for as long as nobody has tried it. */
import { useEffect, useState } from 'preact/hooks';
import { isHoldKnown } from '../parts/hold-known.ts';
import { words } from '../words/words.ts';

const isTelevision = (): boolean => document.documentElement.classList.contains('tv');

export const Hint = () => {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (!isTelevision() || isHoldKnown()) return;
    const look = ({ target }: FocusEvent): void => {
      setShown((target as Element).hasAttribute('data-details'));
    };
    document.addEventListener('focusin', look);
    return () => document.removeEventListener('focusin', look);
  }, []);
  return isShown ? <p class="hint">{words.card.hint}</p> : null;
};
