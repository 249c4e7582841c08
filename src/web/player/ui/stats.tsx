/** For those who want to know what is played and why, and how it goes. */
import { useEffect, useReducer } from 'preact/hooks';
import { words } from '../../words/player.ts';
import type { Player } from '../player.ts';
import { statsOf } from '../stats.ts';

const EVERY_MS = 500;

export const Stats = ({ player }: { readonly player: Player }) => {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = window.setInterval(() => redraw(undefined), EVERY_MS);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <aside class="stats" aria-label={words.stats.title}>
      <dl>
        {statsOf(player).map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
};
