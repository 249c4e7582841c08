/** Tells the server where the viewer is: now and then, and where something ends. */
import { type Place, tellPlace, tellPlaceFromGone } from '../watching.ts';
import type { Playback } from './playback.ts';

/** While it plays. */
const EVERY_MS = 10_000;
/** Who seeks often seeks to the last place. */
const SEEK_MS = 1000;
/** Seconds: a place that is closer to the last one is not worth telling. */
const CLOSE = 0.5;

export class Reporter {
  private readonly playback: Playback;
  private readonly videoId: string;
  /** Nothing is told before something was seen. */
  private begun = false;
  private told: number | null = null;
  private toldMs = 0;
  private timer: number | undefined;

  constructor(playback: Playback, videoId: string) {
    this.playback = playback;
    this.videoId = videoId;
    const { video } = playback;
    video.addEventListener('playing', this.begin);
    video.addEventListener('timeupdate', this.tick);
    video.addEventListener('seeked', this.seeked);
    for (const name of ['pause', 'ended']) video.addEventListener(name, this.tell);
    window.addEventListener('pagehide', this.tellFromGone);
    document.addEventListener('visibilitychange', this.hidden);
  }

  close(): void {
    this.tell();
    const { video } = this.playback;
    video.removeEventListener('playing', this.begin);
    video.removeEventListener('timeupdate', this.tick);
    video.removeEventListener('seeked', this.seeked);
    for (const name of ['pause', 'ended']) video.removeEventListener(name, this.tell);
    window.removeEventListener('pagehide', this.tellFromGone);
    document.removeEventListener('visibilitychange', this.hidden);
  }

  private readonly begin = (): void => {
    if (this.begun) return;
    this.begun = true;
    this.toldMs = Date.now();
  };

  private readonly tick = (): void => {
    if (this.playback.playing && Date.now() - this.toldMs >= EVERY_MS) this.tell();
  };

  private readonly seeked = (): void => {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(this.tell, SEEK_MS);
  };

  private readonly hidden = (): void => {
    if (document.visibilityState === 'hidden') this.tellFromGone();
  };

  private readonly tell = (): void => {
    const place = this.newPlace();
    if (place !== null) tellPlace(this.videoId, place);
  };

  private readonly tellFromGone = (): void => {
    const place = this.newPlace();
    if (place !== null) tellPlaceFromGone(this.videoId, place);
  };

  private newPlace(): Place | null {
    window.clearTimeout(this.timer);
    const { time, duration } = this.playback;
    if (!this.begun || (this.told !== null && Math.abs(time - this.told) < CLOSE)) return null;
    this.told = time;
    this.toldMs = Date.now();
    return { position: time, duration };
  }
}
