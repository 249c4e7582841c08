import { Volume1, Volume2, VolumeX } from 'lucide';
import { words } from '../../words/player.ts';
import type { Player } from '../player.ts';
import { Control } from './control.tsx';

export const Volume = ({ player: { playback } }: { readonly player: Player }) => {
  const { muted, volume } = playback.video;
  const silent = muted || volume === 0;
  const per = silent ? 0 : Math.round(volume * 100);
  const icon = volume < 0.5 ? Volume1 : Volume2;
  return (
    <div class="sound">
      <Control
        class="mute"
        icon={silent ? VolumeX : icon}
        label={silent ? words.unmute : words.mute}
        onClick={() => playback.toggleMuted()}
      />
      <input
        class="volume"
        type="range"
        min={0}
        max={100}
        step={5}
        aria-label={words.volume}
        value={per}
        ref={(slider) => slider?.style.setProperty('--part', `${per}%`)}
        onInput={(event) => playback.setVolume(Number(event.currentTarget.value) / 100)}
      />
    </div>
  );
};
