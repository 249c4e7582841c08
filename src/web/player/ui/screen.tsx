/** All that lies over the picture, and the picture. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Player } from '../player.ts';
import { Controls } from './controls.tsx';
import { FailurePanel } from './failure-panel.tsx';
import { Help } from './help.tsx';
import { NextOffer } from './next-offer.tsx';
import { Panel } from './panel.tsx';
import { Stage } from './stage.tsx';
import { Stats } from './stats.tsx';
import { TopBar } from './top-bar.tsx';
import { useDressed } from './use-dressed.ts';
import { useSignals } from './use-signal.ts';

interface Props {
  readonly player: Player;
}

export const PlayerScreen = ({ player }: Props) => {
  useSignals(player.state);
  const root = useRef<HTMLElement>(null);
  const dressed = useDressed(player);
  const { facts, menu, failure, neighbours } = player;
  useLayoutEffect(() => root.current?.focus(), []);
  useLayoutEffect(() => keepFocus(root.current, player.idle.asleep()));
  const touched = (): void => {
    // A finger on the controls keeps them; on the picture it decides itself.
    if (!player.idle.asleep()) player.idle.wake();
  };
  return (
    <section
      class={classOf(player)}
      ref={root}
      tabIndex={-1}
      aria-label={facts.title}
      onMouseMove={(event) => wakeBy(event, player)}
      onTouchStart={touched}
      onFocusIn={player.idle.wake}
      // What is pressed may be gone before the click gets here from within.
      onClickCapture={(event) => closeBeside(event, player)}
    >
      <Stage player={player} />
      {dressed && <TopBar player={player} />}
      {dressed && <Controls player={player} />}
      {player.stats && <Stats player={player} />}
      {failure !== null && <FailurePanel key={failure.title} player={player} failure={failure} />}
      {player.offering && neighbours.next !== null && (
        <NextOffer player={player} following={neighbours.next} />
      )}
      {menu !== null && <Panel player={player} path={menu} />}
      {player.help && <Help player={player} />}
    </section>
  );
};

const classOf = (player: Player): string => {
  const { video, failure, captions, facts, offering } = player;
  const waiting = video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !video.ended;
  const busy = (video.seeking || waiting) && failure === null;
  const states: Readonly<Record<string, boolean>> = {
    busy,
    asleep: player.idle.asleep(),
    paused: video.paused && !busy && failure === null && !offering,
    'sound-only': !facts.streams.some(({ kind }) => kind === 'video'),
    [`subtitles-${captions.size}`]: true,
  };
  return ['player', ...Object.keys(states).filter((name) => states[name])].join(' ');
};

/** What cannot be seen, or is gone, does not have the focus: arrows then seek again. */
const keepFocus = (root: HTMLElement | null, asleep: boolean): void => {
  const { activeElement } = document;
  const isLost = activeElement === null || activeElement === document.body;
  if (isLost || (asleep && root?.contains(activeElement) === true)) root?.focus();
};

/** Some browsers report a move when only the page moved beneath the pointer. */
const wakeBy = ({ movementX, movementY }: MouseEvent, { idle }: Player): void => {
  if (movementX !== 0 || movementY !== 0) idle.wake();
};

const closeBeside = ({ target }: MouseEvent, player: Player): void => {
  const inside = target instanceof Element && target.closest('.panel, .help, .opens-menu');
  if (inside !== null) return;
  player.closeMenu();
  if (player.help) player.showHelp(false);
};
