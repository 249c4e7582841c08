/** A player, or why there is none yet. */
import { words } from '../../words/player.ts';
import type { Failure } from '../failures.ts';
import type { Player } from '../player.ts';
import { elsewhere, Notice } from './failure-panel.tsx';
import { PlayerScreen } from './screen.tsx';

interface Props {
  readonly player: Player | null;
  /** Why nothing is known of it. */
  readonly failure: Failure | null;
  readonly videoId: string;
  readonly again: () => void;
  readonly leave: () => void;
}

export const Watch = ({ player, failure, videoId, again, leave }: Props) => {
  if (player !== null) return <PlayerScreen key={player.facts.video_id} player={player} />;
  if (failure === null)
    return <div class="loading late" role="status" aria-label={words.loading} />;
  const { tryNow, tryAgain } = words.failure;
  const actions = [
    { label: failure.passing ? tryNow : tryAgain, press: again },
    ...(failure.elsewhere ? [elsewhere(videoId)] : []),
    { label: words.back, press: leave },
  ];
  return <Notice failure={failure} actions={actions} focus />;
};
