import { Pause, Play, RotateCcw, RotateCw } from 'lucide';
import { words } from '../../words/player.ts';
import { STEP } from '../playback.ts';
import type { Player } from '../player.ts';
import { Control } from './control.tsx';

interface Props {
  readonly player: Player;
}

export const PlayButton = ({ player: { playback, video } }: Props) => {
  const playing = playback.playing && !video.ended;
  return (
    <Control
      class="play"
      icon={playing ? Pause : Play}
      label={playing ? words.pause : words.play}
      onClick={() => playback.toggle()}
    />
  );
};

interface StepProps extends Props {
  readonly direction: -1 | 1;
}

export const StepButton = ({ player: { playback }, direction }: StepProps) => (
  <Control
    class="step"
    data-step={STEP}
    icon={direction < 0 ? RotateCcw : RotateCw}
    label={direction < 0 ? words.stepBack(STEP) : words.stepOn(STEP)}
    onClick={() => playback.seekBy(direction * STEP)}
  />
);
