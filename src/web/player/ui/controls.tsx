/** What lies beneath the picture: the time line and a row of buttons. */

import type { IconNode } from 'lucide';
import {
  AudioLines,
  Captions,
  ListVideo,
  Maximize,
  Minimize,
  PictureInPicture2,
  Settings,
  Settings2,
  SkipBack,
  SkipForward,
} from 'lucide';
import { clock } from '../../format.ts';
import { words } from '../../words/player.ts';
import { canFloat, canFullscreen, isFullscreen, toggleFloating } from '../fullscreen.ts';
import { isWorthwhile, type PageName } from '../menu-pages.ts';
import type { Player } from '../player.ts';
import { Control } from './control.tsx';
import { ResumeNote } from './resume-note.tsx';
import { SeekBar } from './seek-bar.tsx';
import { PlayButton, StepButton } from './transport.tsx';
import { useSignals } from './use-signal.ts';
import { Volume } from './volume.tsx';

interface Props {
  readonly player: Player;
}

export const Controls = ({ player }: Props) => (
  <>
    <div class="transport">
      <StepButton player={player} direction={-1} />
      <PlayButton player={player} />
      <StepButton player={player} direction={1} />
    </div>
    <ResumeNote player={player} />
    <div class="controls">
      <SeekBar player={player} />
      <div class="buttons">
        <PlayButton player={player} />
        <StepButton player={player} direction={-1} />
        <StepButton player={player} direction={1} />
        <Neighbours player={player} />
        <Volume player={player} />
        <Clock player={player} />
        <span class="gap" />
        <MenuButton player={player} page="chapters" icon={ListVideo} />
        <MenuButton player={player} page="subtitles" icon={Captions} />
        <MenuButton player={player} page="sound" icon={AudioLines} />
        <QualityButton player={player} />
        <MenuButton player={player} page="settings" icon={Settings} />
        <ScreenButtons player={player} />
      </div>
    </div>
  </>
);

const Clock = ({ player }: Props) => {
  useSignals(player.time, player.state);
  const { time, duration } = player.playback;
  return (
    <span class="clock" role="timer" aria-live="off">
      {clock(time)} <span class="clock-all">/ {clock(duration)}</span>
    </span>
  );
};

const Neighbours = ({ player }: Props) => {
  const { previous, next } = player.neighbours;
  const go = (to: typeof next) => () => player.goTo(to);
  return (
    <>
      {previous !== null && (
        <Control
          class="neighbour"
          icon={SkipBack}
          label={words.previous(previous.title)}
          onClick={go(previous)}
        />
      )}
      {next !== null && (
        <Control
          class="neighbour"
          icon={SkipForward}
          label={words.next(next.title)}
          onClick={go(next)}
        />
      )}
    </>
  );
};

interface MenuProps extends Props {
  readonly page: PageName;
  readonly icon: IconNode;
  readonly note?: string;
}

/** Not there where it would offer nothing. */
const MenuButton = ({ player, page, icon, note = '' }: MenuProps) =>
  isWorthwhile(player, page) ? (
    <Control
      class={`opens-menu opens-${page}`}
      icon={icon}
      label={note === '' ? words.menu[page] : `${words.menu[page]}: ${note}`}
      aria-haspopup="menu"
      aria-expanded={player.menu !== null && player.menu[0] === page}
      onClick={() => player.toggleMenu(page)}
    >
      {note !== '' && <span class="control-note">{note}</span>}
    </Control>
  ) : null;

const QualityButton = ({ player }: Props) => (
  <MenuButton
    player={player}
    page="quality"
    icon={Settings2}
    note={player.played.shown?.label ?? ''}
  />
);

const ScreenButtons = ({ player }: Props) => {
  const { video } = player;
  const full = isFullscreen();
  return (
    <>
      {canFloat() && (
        <Control
          class="float"
          icon={PictureInPicture2}
          label={words.float}
          onClick={() => toggleFloating(video)}
        />
      )}
      {canFullscreen(document.documentElement, video) && (
        <Control
          class="full"
          icon={full ? Minimize : Maximize}
          label={full ? words.leaveFullscreen : words.fullscreen}
          onClick={() => player.fullscreen()}
        />
      )}
    </>
  );
};
