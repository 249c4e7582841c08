/** What is asked for of a video before it is shown: by who rests upon its link, or pressed it. */
import { fetchVideo, type Video } from '../api.ts';
import { type Beginning, beginningOf } from './beginning.ts';
import { BegunHls } from './hls-begun.ts';
import { canPlayHlsJs } from './hls-config.ts';
import { keptSound } from './kept-tracks.ts';

/** Milliseconds. After that it may have been watched on another device, to another place. */
const FRESH_MS = 300_000;

export class Opening {
  readonly path: string;
  readonly video = document.createElement('video');
  /** What is known of it, and where it begins. */
  readonly known: Promise<readonly [Video, Beginning]>;
  /** As most videos are to be played; null where the browser's own player plays them. */
  readonly begun: BegunHls | null = null;
  private readonly since = Date.now();
  private failed = false;

  /** `path`: of the screen that shows it, with its query. */
  constructor(path: string, videoId: string) {
    const { video } = this;
    const beginning = beginningOf(videoId, path);
    this.path = path;
    this.known = Promise.all([fetchVideo(videoId), beginning]);
    this.known.catch(() => {
      this.failed = true;
    });
    if (!canPlayHlsJs()) return;
    const position = (): Promise<number> => beginning.then(({ seconds }) => seconds);
    this.begun = new BegunHls({ video, videoId, drawn: null, broken: [], position }, keptSound);
  }

  get isGood(): boolean {
    const isFresh = Date.now() - this.since < FRESH_MS;
    return isFresh && !this.failed && this.begun?.failed !== true;
  }
}

/** The one that nobody has taken yet. */
let foreseen: Opening | null = null;

const openingOf = (path: string, videoId: string): Opening => {
  if (foreseen?.path === path && foreseen.isGood) return foreseen;
  forget();
  foreseen = new Opening(path, videoId);
  return foreseen;
};

/** It is likely to be shown next: what is small is asked for, and no media. */
export const foresee = (path: string, videoId: string): void => void openingOf(path, videoId);

/** It is shown as soon as its screen is there: media is asked for. */
export const begin = (path: string, videoId: string): void =>
  openingOf(path, videoId).begun?.load();

/** For the screen that shows it, whose it is from now on. */
export const takeOpening = (path: string, videoId: string): Opening => {
  const opening = openingOf(path, videoId);
  opening.begun?.load();
  foreseen = null;
  return opening;
};

/** What it begins with is no longer right. */
export const forget = (): void => {
  foreseen?.begun?.close();
  foreseen = null;
};
