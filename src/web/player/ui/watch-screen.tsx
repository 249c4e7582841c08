/** One video after the other, filling the page. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { moveFocus } from '../../focus.ts';
import { useKeys } from '../../input.ts';
import { isDirection } from '../../keys.ts';
import { back } from '../../router.ts';
import { words } from '../../words/player.ts';
import { leaveFullscreen } from '../fullscreen.ts';
import { press } from '../input.ts';
import { elsewhere, Notice } from './failure-panel.tsx';
import { PlayerScreen } from './screen.tsx';
import { usePlayer } from './use-player.ts';

interface Props {
  readonly videoId: string;
  /** Of what it is a part where more comes after it. */
  readonly showId: string | null;
}

export const WatchScreen = ({ videoId, showId }: Props) => {
  const frame = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    document.title = 'haema';
    return leaveFullscreen;
  }, []);
  // What fills the screen in full screen stays when another video follows.
  return (
    <main class="watch" ref={frame}>
      <Watch key={videoId} videoId={videoId} showId={showId} frame={frame} />
    </main>
  );
};

interface WatchProps extends Props {
  readonly frame: RefObject<HTMLElement | null>;
}

/** A player, or why there is none yet. */
const Watch = ({ videoId, showId, frame }: WatchProps) => {
  const { player, failure, again } = usePlayer(videoId, showId, frame);
  useKeys((key, event) => {
    const { current } = frame;
    if (current === null) return false;
    if (player !== null) return press(player, current, key, event);
    const { name } = key;
    if (name !== 'back' && name !== 'stop') return isDirection(name) && moveFocus(current, name);
    back();
    return true;
  });
  if (player !== null) return <PlayerScreen player={player} />;
  if (failure === null)
    return <div class="loading late" role="status" aria-label={words.loading} />;
  const { tryNow, tryAgain } = words.failure;
  const actions = [
    { label: failure.passing ? tryNow : tryAgain, press: again },
    ...(failure.elsewhere ? [elsewhere(videoId)] : []),
    { label: words.back, press: back },
  ];
  return <Notice failure={failure} actions={actions} focus />;
};
