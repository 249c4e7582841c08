/** What is asked for of a video before it is shown: by who rests upon its link, or pressed it. */
import { fetchKnownVideo, fetchVideo, type Video } from '../api.ts';
import { askedSeconds, type Beginning, beginningOf, newestPlace } from './beginning.ts';
import { BegunHls } from './hls-begun.ts';
import { canPlayHlsJs } from './hls-config.ts';
import { keptSound } from './kept-tracks.ts';

/** Milliseconds. After that little of it may be true, and nobody seems to want it. */
const FRESH_MS = 300_000;

export class Opening {
  /** Of the screen that shows it, with its query. */
  path: string;
  readonly videoId: string;
  readonly video = document.createElement('video');
  readonly details: Promise<Video>;
  /** As most videos are to be played; null where the browser's own player plays them. */
  begun: BegunHls | null = null;
  /** Whether there are details. */
  isKnown = false;
  /** A machine that has slept meanwhile has stopped its timers. */
  private readonly since = Date.now();
  private place: Promise<Beginning> | null = null;
  /** Seconds: the newest place, or the one of the rest until that is known; null: neither is. */
  private likelyPlace: number | null = null;
  private isPlaceKnown = false;

  constructor(path: string, videoId: string, details: Promise<Video>) {
    this.path = path;
    this.videoId = videoId;
    this.details = details;
    details.then(
      () => {
        this.isKnown = true;
      },
      () => undefined, // for whoever waits for them
    );
  }

  /** Asks for its playlists. */
  prepare(): void {
    if (this.begun !== null || !canPlayHlsJs()) return;
    const { video, videoId, position } = this;
    this.begun = new BegunHls({ video, videoId, drawn: null, broken: [], position }, keptSound);
  }

  /** At the rest: media is loaded from there before the newest place is known. */
  async rememberPlace(): Promise<void> {
    const place = await newestPlace(this.videoId).catch(() => null);
    if (!this.isPlaceKnown) this.likelyPlace = place;
  }

  private readonly position = (): number | Promise<number> => {
    const likely = askedSeconds(this.path) ?? this.likelyPlace;
    return likely ?? this.beginning().then(({ seconds }) => seconds);
  };

  /** Loads its media, too. */
  begin(): void {
    void this.beginning();
    this.prepare();
    this.begun?.load();
  }

  get isGood(): boolean {
    const isFresh = Date.now() - this.since < FRESH_MS;
    return isFresh && this.isKnown && this.begun?.failed !== true;
  }

  /** As it is when somebody first wants to know, which is at the press. */
  beginning(): Promise<Beginning> {
    this.place ??= this.ask();
    return this.place;
  }

  private async ask(): Promise<Beginning> {
    const beginning = await beginningOf(this.videoId, this.path, () => this.likelyPlace ?? 0);
    this.likelyPlace = beginning.seconds;
    this.isPlaceKnown = true;
    return beginning;
  }
}

/** The one that nobody has taken yet. */
let next: Opening | null = null;
let timer: number | undefined;

/** It is likely to be shown next: what is small is asked for, where it costs the server little. */
export const foresee = (path: string, videoId: string): void => {
  if (next?.videoId === videoId && (next.isGood || !next.isKnown)) return;
  forget();
  const opening = new Opening(path, videoId, fetchKnownVideo(videoId));
  next = opening;
  timer = window.setTimeout(forget, FRESH_MS);
  opening.details.then(
    () => {
      if (next !== opening) return;
      opening.prepare();
      if (opening.begun !== null) void opening.rememberPlace();
    },
    () => {
      if (next === opening) forget();
    },
  );
};

/** It is shown as soon as its screen is there: media is asked for. */
export const begin = (path: string, videoId: string): void => {
  const foreseen = next?.videoId === videoId && next.isGood ? next : null;
  if (foreseen === null) forget();
  const opening = foreseen ?? new Opening(path, videoId, fetchVideo(videoId));
  window.clearTimeout(timer);
  opening.path = path; // it may be told there where to begin
  opening.begin();
  next = opening;
};

/** For the screen that shows it, whose it is from now on. */
export const takeOpening = (path: string, videoId: string): Opening => {
  const opening = next?.path === path ? next : new Opening(path, videoId, fetchVideo(videoId));
  if (opening !== next) forget();
  next = null;
  opening.begin();
  return opening;
};

/** What nobody wants any more, or somebody else. */
export const forget = (): void => {
  window.clearTimeout(timer);
  next?.begun?.close();
  next = null;
};
