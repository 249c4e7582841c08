/** What it is, what is shown of it, and the way back. */
import { ArrowLeft } from 'lucide';
import { words } from '../../words/player.ts';
import type { Player } from '../player.ts';
import { Control } from './control.tsx';

export const TopBar = ({ player }: { readonly player: Player }) => (
  <header class="top">
    <Control icon={ArrowLeft} label={words.back} onClick={() => player.leave()} />
    <div class="top-words">
      <h1>{player.facts.title}</h1>
      <p class="playing">{player.played.shown?.words ?? ''}</p>
    </div>
  </header>
);
