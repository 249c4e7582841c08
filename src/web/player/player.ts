/** The picture, what lies over it, and who may press what. */
import { ArrowLeft, Play } from 'lucide';
import { thumbnailUrl, type Video } from '../api.ts';
import { el, icon, iconButton, replaceChildren } from '../dom.ts';
import type { Key } from '../keys.ts';
import type { Beginning } from './beginning.ts';
import { Controls } from './controls.ts';
import { failurePanel } from './failure-panel.ts';
import type { Failure } from './failures.ts';
import {
  isFullscreen,
  leaveFullscreen,
  onFullscreenChange,
  toggleFullscreen,
} from './fullscreen.ts';
import { createHelp } from './help.ts';
import { HlsSource } from './hls-source.ts';
import { createIdle, type Idle } from './idle.ts';
import { moves } from './moves.ts';
import { NextOffer } from './next-offer.ts';
import { Playback } from './playback.ts';
import { Reporter } from './reporter.ts';
import { ResumeNote } from './resume-note.ts';
import { Session } from './session.ts';
import { type ShortcutActions, shortcut } from './shortcuts.ts';
import { onTaps } from './taps.ts';
import type { Following } from './what-follows.ts';

/** Of the video element: after these the controls have something else to show. */
const EVENTS = [
  ...['play', 'pause', 'ended', 'playing', 'waiting', 'seeking', 'seeked', 'canplay', 'emptied'],
  ...['loadedmetadata', 'durationchange', 'volumechange'],
];

export interface PlayerOptions {
  readonly beginning: Beginning;
  /** What fills the screen in full screen, and stays when another video follows. */
  readonly frame: HTMLElement;
  readonly leave: () => void;
  readonly goOn: (following: Following) => void;
}

export class Player {
  readonly element: HTMLElement;
  private readonly facts: Video;
  private readonly options: PlayerOptions;
  private readonly leave: () => void;
  private readonly video = el('video', { playsinline: true, 'webkit-playsinline': true });
  private readonly notice = el('div', { class: 'notice' });
  private readonly playing = el('p', { class: 'playing' });
  private readonly help = createHelp();
  private readonly session: Session;
  private readonly playback: Playback;
  private readonly controls: Controls;
  private readonly resumeNote: ResumeNote;
  private readonly reporter: Reporter;
  private readonly nextOffer: NextOffer;
  private readonly idle: Idle;
  private readonly forgetFullscreen: () => void;
  private failure: Failure | null = null;

  constructor(facts: Video, options: PlayerOptions) {
    this.facts = facts;
    this.options = options;
    this.leave = options.leave;
    this.nextOffer = new NextOffer(options.goOn);
    this.session = new Session(this.video, facts, {
      changed: () => this.showSource(),
      failed: (failure) => this.explain(failure),
    });
    this.playback = new Playback(this.video, this.session, facts.duration);
    this.element = el('section', { class: 'player', tabindex: -1, 'aria-label': facts.title });
    this.controls = new Controls({
      playback: this.playback,
      facts,
      stage: options.frame,
      source: () => this.session.current,
      chooseTrack: (index) => this.session.chooseTrack(index),
      subtitles: this.session.subtitles,
      fullscreen: () => this.fullscreen(),
    });
    this.resumeNote = new ResumeNote(this.playback, options.beginning);
    this.reporter = new Reporter(this.playback, facts.video_id);
    this.idle = createIdle(
      () => this.mayHide(),
      (asleep) => this.hideControls(asleep),
    );
    this.forgetFullscreen = onFullscreenChange(() => this.controls.update());
    this.assemble();
    this.listen();
  }

  start(): void {
    this.element.focus();
    this.playback.open(this.options.beginning.seconds);
    this.playback.play();
    this.update();
    this.idle.wake();
    const { session, video } = this;
    const exposed = {
      video,
      get hls() {
        return session.current instanceof HlsSource ? session.current.hls : null;
      },
    };
    Object.defineProperty(window, 'haema', { value: exposed, configurable: true });
  }

  /** What is offered at the end. */
  follow(following: Following | null): void {
    this.nextOffer.following = following;
    if (this.video.ended) this.nextOffer.open();
  }

  close(): void {
    this.idle.stop();
    this.forgetFullscreen();
    this.nextOffer.close();
    Reflect.deleteProperty(window, 'haema');
    this.reporter.close();
    this.playback.close();
    this.session.close();
  }

  /** Whether the key was used. */
  press(key: Key): boolean {
    if (!this.help.hidden) {
      this.help.hidden = true;
      return true;
    }
    const menu = this.controls.menus.find(({ isOpen }) => isOpen);
    this.idle.wake();
    if (menu !== undefined) return menu.press(key);
    if (key.name === 'back') {
      if (this.nextOffer.isOpen) this.nextOffer.close();
      else if (isFullscreen()) leaveFullscreen();
      else this.leave();
      return true;
    }
    const focused = document.activeElement;
    const onButton = focused instanceof HTMLButtonElement || focused instanceof HTMLAnchorElement;
    if (onButton && (key.name === 'enter' || (key.name === 'text' && key.text === ' ')))
      return false;
    const act = shortcut(key);
    act?.(this.actions);
    return act !== null || this.navigate(key.name);
  }

  private readonly actions: ShortcutActions = {
    toggle: () => this.playback.toggle(),
    play: () => this.playback.play(),
    pause: () => this.playback.pause(),
    leave: () => this.leave(),
    seekBy: (seconds) => this.playback.seekBy(seconds),
    seekPart: (part) => this.playback.seek(part * this.playback.duration),
    mute: () => this.playback.toggleMuted(),
    subtitles: () => this.session.subtitles.toggle(),
    fullscreen: () => this.fullscreen(),
    help: () => {
      this.help.hidden = false;
    },
  };

  private navigate(name: Key['name']): boolean {
    return moves(name, {
      root: this.element,
      playback: this.playback,
      seekBar: this.controls.seekBar.element,
      playButton: this.controls.playButton,
    });
  }

  private assemble(): void {
    const stage = el(
      'div',
      { class: 'stage' },
      this.video,
      el('p', { class: 'sound-title' }, this.facts.title),
      el('div', { class: 'spinner', role: 'status', 'aria-label': 'Loading' }),
      el('div', { class: 'paused-sign' }, icon(Play)),
    );
    onTaps(stage, {
      toggleControls: () => (this.idle.asleep() ? this.idle.wake() : this.idle.sleep()),
      togglePlay: () => this.playback.toggle(),
      toggleFullscreen: () => this.fullscreen(),
      seekBy: (seconds) => this.playback.seekBy(seconds),
      isPlaying: () => this.playback.playing,
    });
    const top = el(
      'header',
      { class: 'top' },
      iconButton(ArrowLeft, 'Back', this.leave),
      el('h1', {}, this.facts.title),
      this.playing,
    );
    const { element: controls } = this.controls;
    controls.insertBefore(this.resumeNote.element, controls.firstChild);
    const parts = [stage, top, controls, this.notice, this.nextOffer.element, this.help];
    for (const part of parts) this.element.appendChild(part);
    const hasPicture = this.facts.streams.some(({ kind }) => kind === 'video');
    this.element.classList.toggle('sound-only', !hasPicture);
    // The cover of a record; where there is none nothing is shown.
    if (!hasPicture) this.video.poster = thumbnailUrl(this.facts.video_id);
  }

  private listen(): void {
    for (const name of EVENTS) this.video.addEventListener(name, () => this.update());
    for (const name of ['timeupdate', 'progress']) {
      this.video.addEventListener(name, () => this.controls.updateTime());
    }
    this.video.addEventListener('ended', () => this.nextOffer.open());
    for (const name of ['play', 'seeking']) {
      this.video.addEventListener(name, () => this.nextOffer.close());
    }
    this.video.addEventListener('timeupdate', () => this.resumeNote.update());
    this.element.addEventListener('mousemove', (event) => {
      // Some browsers report a move when only the page moved beneath the pointer.
      if (event.movementX !== 0 || event.movementY !== 0) this.idle.wake();
    });
    this.element.addEventListener('touchstart', () => this.touched(), { passive: true });
    this.element.addEventListener('focusin', () => this.idle.wake());
    this.element.addEventListener('click', (event) => {
      const inside = event.target instanceof Element && event.target.closest('.menu, .help');
      if (inside !== null) return;
      for (const menu of this.controls.menus) menu.close();
      this.help.hidden = true;
    });
  }

  /** A finger on the controls keeps them; on the picture it decides itself. */
  private touched(): void {
    if (!this.idle.asleep()) this.idle.wake();
  }

  private showSource(): void {
    this.playing.textContent = this.session.current?.shown()?.words ?? '';
    this.controls.updateMenus();
  }

  private update(): void {
    const { video, element, failure } = this;
    const waiting = video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !video.ended;
    const busy = video.seeking || waiting;
    element.classList.toggle('busy', busy && failure === null);
    element.classList.toggle('paused', video.paused && !busy && failure === null);
    this.notice.classList.toggle('compact', !busy && failure !== null && failure.passing);
    if (video.paused) this.idle.wake();
    this.controls.update();
  }

  private explain(failure: Failure | null): void {
    const again = (): void => {
      this.session.restart();
      this.playback.play();
      this.element.focus();
    };
    this.failure = failure;
    const panel =
      failure && failurePanel(failure, { videoId: this.facts.video_id, again, leave: this.leave });
    replaceChildren(this.notice, panel);
    this.idle.wake();
    this.update();
    if (failure?.passing === false) panel?.querySelector<HTMLElement>('.button')?.focus();
  }

  private fullscreen(): void {
    toggleFullscreen(this.options.frame, this.video);
  }

  private mayHide(): boolean {
    const { playback, controls, failure } = this;
    const used = controls.seekBar.dragging || controls.menus.some(({ isOpen }) => isOpen);
    return playback.playing && !used && failure === null && this.help.hidden === true;
  }

  private hideControls(asleep: boolean): void {
    const { element } = this;
    element.classList.toggle('asleep', asleep);
    // What cannot be seen must not have the focus: arrows then seek again.
    if (asleep && element.contains(document.activeElement)) element.focus();
  }
}
