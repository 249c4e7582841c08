/** What can be asked of the player, by whatever control, key or touch. */
import { changeSettings, readSettings } from '../settings.ts';
import type { Session } from './session.ts';

/** Seeks in quick succession are gathered: each alone would make a segment nobody sees. */
const GATHER_MS = 300;
/** Not quite the end, which would start over when played. */
const END_MARGIN = 0.1;
/** How long it is shown where the last step went. */
const AIM_MS = 1200;
/** Seconds of a step, by how many came before it: a key that is held goes faster. */
const FAST = [
  { after: 24, step: 60 },
  { after: 10, step: 30 },
];
/** Seconds: what is shorter is not raced through. */
const LONG = 900;

export const STEP = 10;
export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** Where steps lead to, while it is of interest. */
export interface Aim {
  readonly time: number;
  /** Whether a picture of it is worth having: for a single step none is made. */
  readonly several: boolean;
}

export class Playback {
  readonly video: HTMLVideoElement;
  private readonly session: Session;
  private readonly knownDuration: number;
  private readonly changed: () => void;
  private aimed: Aim | null = null;
  private aimTimer: number | undefined;
  private steps = 0;
  private target: number | null = null;
  private timer: number | undefined;
  private lastSeek = 0;

  /** `changed`: where steps lead to is elsewhere now. */
  constructor(session: Session, knownDuration: number, changed: () => void) {
    const { video } = session;
    this.video = video;
    this.session = session;
    this.knownDuration = knownDuration;
    this.changed = changed;
    const { volume, muted } = readSettings();
    video.volume = volume;
    video.muted = muted;
  }

  get duration(): number {
    const { duration } = this.video;
    return Number.isFinite(duration) && duration > 0 ? duration : this.knownDuration;
  }

  /** Where playback is, or where it is sent. */
  get time(): number {
    return this.target ?? this.session.time;
  }

  /** Loads what there is to play, to begin at `seconds`. */
  open(seconds: number): void {
    this.session.open(this.within(seconds));
  }

  get playing(): boolean {
    return !this.video.paused;
  }

  play(): void {
    if (this.video.ended) this.seek(0);
    this.video.play().catch(() => undefined); // refused until the viewer presses something
  }

  pause(): void {
    this.video.pause();
  }

  toggle(): void {
    if (this.playing && !this.video.ended) this.pause();
    else this.play();
  }

  /** At once. */
  seek(seconds: number): void {
    window.clearTimeout(this.timer);
    this.target = null;
    this.lastSeek = Date.now();
    this.session.seek(this.within(seconds));
  }

  /** By a button or a tap: at once when it is the first for a while, else once no more come. */
  seekBy(seconds: number, held = false): void {
    const target = this.within(this.time + seconds);
    const gathering = held || this.target !== null || Date.now() - this.lastSeek < GATHER_MS;
    this.steps++;
    if (!gathering || (!held && this.isBuffered(target))) {
      this.seek(target);
    } else {
      this.target = target;
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.seek(target), GATHER_MS);
    }
    this.aimAt(target);
  }

  /** By a key, which is `held` when it comes again by itself. */
  step(direction: -1 | 1, held: boolean): void {
    const { steps } = this;
    const fast = held && this.duration > LONG ? FAST.filter(({ after }) => steps > after)[0] : null;
    this.seekBy(direction * (fast?.step ?? STEP), held);
  }

  /** Stays where it is after all; false when it was not about to go anywhere. */
  cancelSeek(): boolean {
    const waiting = this.target !== null;
    window.clearTimeout(this.timer);
    this.target = null;
    if (waiting) this.endAim();
    return waiting;
  }

  get aim(): Aim | null {
    return this.aimed;
  }

  /** By a finger that still looks for the place, or has found it. */
  look(time: number, found: boolean): void {
    const target = this.within(time);
    window.clearTimeout(this.aimTimer);
    if (found) {
      this.seek(target);
      this.endAim();
    } else {
      this.aimed = { time: target, several: true };
      this.changed();
    }
  }

  private aimAt(time: number): void {
    this.aimed = { time, several: this.steps > 1 };
    window.clearTimeout(this.aimTimer);
    this.aimTimer = window.setTimeout(this.endAim, AIM_MS);
    this.changed();
  }

  private readonly endAim = (): void => {
    window.clearTimeout(this.aimTimer);
    this.aimed = null;
    this.steps = 0;
    this.changed();
  };

  isBuffered(seconds: number): boolean {
    const { buffered } = this.video;
    for (let at = 0; at < buffered.length; at++) {
      if (seconds >= buffered.start(at) && seconds < buffered.end(at)) return true;
    }
    return false;
  }

  setVolume(volume: number): void {
    this.video.volume = Math.round(Math.max(0, Math.min(1, volume)) * 100) / 100;
    this.setMuted(this.video.volume === 0);
  }

  setMuted(muted: boolean): void {
    this.video.muted = muted;
    const { volume } = this.video;
    changeSettings(volume > 0 ? { volume, muted } : { muted });
  }

  toggleMuted(): void {
    const { video } = this;
    if (video.muted && video.volume === 0) this.setVolume(0.5);
    else this.setMuted(!video.muted);
  }

  get rate(): number {
    return this.video.defaultPlaybackRate;
  }

  /** Also of what is opened later. */
  setRate(rate: number): void {
    this.video.defaultPlaybackRate = rate;
    this.video.playbackRate = rate;
  }

  /** To the next faster or slower of the usual ones. */
  changeRate(by: -1 | 1): void {
    const at = RATES.findIndex((rate) => rate >= this.rate);
    const rate = RATES[Math.max(0, Math.min(RATES.length - 1, at + by))];
    if (rate !== undefined) this.setRate(rate);
  }

  close(): void {
    window.clearTimeout(this.timer);
    window.clearTimeout(this.aimTimer);
  }

  private within(seconds: number): number {
    return Math.max(0, Math.min(seconds, this.duration - END_MARGIN));
  }
}
