import { clock } from '../../format.ts';
import { keepFocus } from '../../parts/icon-button.tsx';
import { words } from '../../words/player.ts';
import type { Player } from '../player.ts';

/** For those who went on where they stopped, and would rather begin anew. */
export const ResumeNote = ({ player }: { readonly player: Player }) => {
  const { resumed, justResumed } = player;
  if (resumed === null) return null;
  return (
    <p class={justResumed ? 'resume-note fresh' : 'resume-note'}>
      <span role="status">{words.resumedAt(clock(resumed))}</span>
      <button
        type="button"
        data-key="0"
        onClick={() => player.fromBeginning()}
        onMouseDown={keepFocus}
      >
        {words.fromBeginning}
      </button>
    </p>
  );
};
