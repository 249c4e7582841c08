/** What can be asked of the player, by whatever control, key or touch. */
import { changeSettings, readSettings } from '../settings.ts';
import type { Session } from './session.ts';

/** Seeks in quick succession are gathered: each alone would make a segment nobody sees. */
const GATHER_MS = 300;
/** Not quite the end, which would start over when played. */
const END_MARGIN = 0.1;

export class Playback {
  readonly video: HTMLVideoElement;
  private readonly session: Session;
  private readonly knownDuration: number;
  private target: number | null = null;
  private timer: number | undefined;
  private lastSeek = 0;

  constructor(video: HTMLVideoElement, session: Session, knownDuration: number) {
    this.video = video;
    this.session = session;
    this.knownDuration = knownDuration;
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

  /** At once when it is the first for a while, else when no more have come. */
  seekBy(seconds: number): void {
    const target = this.within(this.time + seconds);
    const gathering = this.target !== null || Date.now() - this.lastSeek < GATHER_MS;
    if (!gathering || this.isBuffered(target)) {
      this.seek(target);
      return;
    }
    this.target = target;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.seek(target), GATHER_MS);
  }

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

  close(): void {
    window.clearTimeout(this.timer);
  }

  private within(seconds: number): number {
    return Math.max(0, Math.min(seconds, this.duration - END_MARGIN));
  }
}
