/** The row of buttons beneath the picture. */
import {
  AudioLines,
  Captions,
  Maximize,
  Minimize,
  Pause,
  PictureInPicture2,
  Play,
  RotateCcw,
  RotateCw,
  Settings2,
  Volume1,
  Volume2,
  VolumeX,
} from 'lucide';
import type { Video } from '../api.ts';
import { el, iconButton, relabel } from '../dom.ts';
import { clock } from '../format.ts';
import { canFloat, canFullscreen, isFullscreen, toggleFloating } from './fullscreen.ts';
import { type Choice, Menu } from './menu.ts';
import type { Playback } from './playback.ts';
import { SeekBar } from './seek-bar.ts';
import { STEP } from './shortcuts.ts';
import type { Source } from './source.ts';
import type { Subtitles } from './subtitles.ts';

export interface ControlsOptions {
  readonly playback: Playback;
  readonly facts: Video;
  /** What fills the screen in full screen. */
  readonly stage: HTMLElement;
  readonly source: () => Source | null;
  readonly chooseTrack: (index: number) => void;
  readonly subtitles: Subtitles;
  readonly fullscreen: () => void;
}

export class Controls {
  readonly element: HTMLElement;
  readonly seekBar: SeekBar;
  readonly menus: readonly Menu[];
  readonly playButton: HTMLButtonElement;
  private readonly playback: Playback;
  private readonly source: () => Source | null;
  private readonly chooseTrack: (index: number) => void;
  private readonly clock = el('span', { class: 'clock', role: 'timer', 'aria-live': 'off' });
  private readonly muteButton: HTMLButtonElement;
  private readonly volume: HTMLInputElement;
  private readonly fullButton: HTMLButtonElement;
  private readonly quality = new Menu(Settings2, 'Quality', () => this.qualities());
  private readonly subtitles: Menu;
  private readonly audio = new Menu(AudioLines, 'Sound track', () => this.tracks());

  constructor(options: ControlsOptions) {
    const { playback } = options;
    this.playback = playback;
    this.source = options.source;
    this.chooseTrack = options.chooseTrack;
    this.subtitles = new Menu(Captions, 'Subtitles', () => options.subtitles.choices());
    this.menus = [this.subtitles, this.audio, this.quality];
    this.seekBar = new SeekBar(playback, options.facts);
    this.playButton = iconButton(Play, 'Play', () => playback.toggle(), {
      class: 'icon-button solid',
    });
    this.muteButton = iconButton(Volume2, 'Mute', () => playback.toggleMuted());
    this.volume = volumeSlider(playback);
    this.fullButton = iconButton(Maximize, 'Full screen', options.fullscreen);
    this.fullButton.hidden = !canFullscreen(options.stage, playback.video);
    const row = el('div', { class: 'buttons' }, ...this.left(), ...this.right());
    this.element = el('div', { class: 'controls' }, this.seekBar.element, row);
  }

  private left(): HTMLElement[] {
    const { playback } = this;
    const step = { class: 'icon-button step', 'data-step': STEP };
    const back = iconButton(RotateCcw, `${STEP} seconds back`, () => playback.seekBy(-STEP), step);
    const on = iconButton(RotateCw, `${STEP} seconds on`, () => playback.seekBy(STEP), step);
    const sound = el('div', { class: 'sound' }, this.muteButton, this.volume);
    return [this.playButton, back, on, sound, this.clock];
  }

  private right(): HTMLElement[] {
    const { video } = this.playback;
    const float = iconButton(PictureInPicture2, 'Picture in picture', () => toggleFloating(video), {
      class: 'icon-button float',
      hidden: !canFloat(),
    });
    const gap = el('span', { class: 'gap' });
    const menus = this.menus.map(({ element }) => element);
    return [gap, ...menus, float, this.fullButton];
  }

  /** Shows the present state of things. */
  update(): void {
    const { playback } = this;
    const { video } = playback;
    const playing = playback.playing && !video.ended;
    relabel(this.playButton, playing ? Pause : Play, playing ? 'Pause' : 'Play');
    const silent = video.muted || video.volume === 0;
    relabel(this.muteButton, volumeIcon(silent, video.volume), silent ? 'Unmute' : 'Mute');
    this.volume.value = String(silent ? 0 : Math.round(video.volume * 100));
    this.volume.style.setProperty('--part', `${this.volume.value}%`);
    const full = isFullscreen();
    relabel(
      this.fullButton,
      full ? Minimize : Maximize,
      full ? 'Leave full screen' : 'Full screen',
    );
    this.updateTime();
  }

  updateTime(): void {
    const { time, duration } = this.playback;
    this.clock.textContent = `${clock(time)} / ${clock(duration)}`;
    this.seekBar.update();
  }

  updateMenus(): void {
    const source = this.source();
    this.quality.update(source?.shown()?.label ?? '');
    this.audio.update('');
    this.subtitles.update('');
  }

  private qualities(): Choice[] {
    const source = this.source();
    if (source === null || source.qualities().length < 2) return [];
    const chosen = source.quality();
    const shown = source.shown();
    const automatic = {
      label: 'Automatic',
      detail: chosen === null ? (shown?.label ?? '') : '',
      chosen: chosen === null,
      choose: () => source.chooseQuality(null),
    };
    const others = source.qualities().map((quality) => ({
      label: quality.label,
      detail: quality.detail,
      chosen: quality.name === chosen?.name,
      choose: () => source.chooseQuality(quality),
    }));
    return [automatic, ...others];
  }

  private tracks(): Choice[] {
    const source = this.source();
    if (source === null) return [];
    const current = source.track();
    return source.tracks().map((label, index) => ({
      label,
      chosen: index === current,
      choose: () => this.chooseTrack(index),
    }));
  }
}

const volumeIcon = (silent: boolean, volume: number) => {
  if (silent) return VolumeX;
  return volume < 0.5 ? Volume1 : Volume2;
};

const volumeSlider = (playback: Playback): HTMLInputElement => {
  const slider = el('input', {
    type: 'range',
    class: 'volume',
    min: 0,
    max: 100,
    step: 5,
    'aria-label': 'Volume',
    input: () => playback.setVolume(Number(slider.value) / 100),
  });
  return slider;
};
