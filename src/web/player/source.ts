/** What plays a master playlist in a video element, whoever does it. */
import type { AudioTrack } from '../api.ts';
import { bitRate } from '../format.ts';
import { words } from '../words/player.ts';
import { codecOfCopy } from './levels.ts';
import type { SegmentNote } from './segment-notes.ts';

export interface Quality {
  /** Of the rendition: `720p_h264`. */
  readonly name: string;
  /** `720p`, `Original` */
  readonly label: string;
  /** What is worth knowing of it, for a list: `4.2 Mb/s`, `HEVC, 12 Mb/s`. */
  readonly detail: string;
  /** What to say while it is on the screen: `720p`, `original HEVC, 12 Mb/s`. */
  readonly words: string;
}

export interface Source {
  /** Best first; empty where the browser chooses by itself. */
  readonly qualities: () => readonly Quality[];
  /** What was chosen by hand; null: automatic. */
  readonly quality: () => Quality | null;
  /** What is on the screen. */
  readonly shown: () => Quality | null;
  /** Name of the rendition that is on the screen, or on its way there. */
  readonly loaded: () => string | null;
  /** Name of the copy that this device is too slow for; null: none. */
  readonly rough: () => string | null;
  readonly chooseQuality: (quality: Quality | null) => void;
  /** Names of the sound tracks. */
  readonly tracks: () => readonly string[];
  readonly track: () => number;
  /** False where only opening it anew helps. */
  readonly chooseTrack: (index: number) => boolean;
  /** Names of the subtitles. */
  readonly subtitles: () => readonly string[];
  /** -1: none are shown. */
  readonly subtitle: () => number;
  readonly chooseSubtitle: (index: number) => void;
  /** Goes on loading after the network failed; false where only opening it anew helps. */
  readonly resume: () => boolean;
  /** Throws away what the decoder choked on; false where that cannot be done. */
  readonly recover: () => boolean;
  /** For those who want to know; null where the browser does not tell. */
  readonly report: () => Report | null;
  readonly close: () => void;
}

/** How it goes. */
export interface Report {
  readonly codecs: string;
  /** Bits a second that the line carries, as far as is known. */
  readonly bandwidth: number;
  readonly segment: SegmentNote | null;
}

/** Why it does not go on. */
export type Problem =
  | { readonly kind: 'stale' }
  | { readonly kind: 'busy' }
  /** The device has no line: it is tried again until it has. */
  | { readonly kind: 'offline' }
  | { readonly kind: 'network' }
  | { readonly kind: 'media' };

export interface SourceEvents {
  /** Qualities, tracks or what is shown are others now. */
  readonly changed: () => void;
  /** Media has come: the network works. */
  readonly loaded: () => void;
  readonly failed: (problem: Problem) => void;
}

/** What is to be played, and from where. */
export interface Wanted {
  readonly video: HTMLVideoElement;
  readonly videoId: string;
  /** The track of subtitles that the server draws into the pictures; null: none. */
  readonly drawn: string | null;
  /** Names of renditions that could not be decoded. */
  readonly broken: readonly string[];
  /** Where the viewer wants to be by now, in seconds. */
  readonly position: () => number | Promise<number>;
}

export interface SourceOptions extends Wanted {
  /** The sound track to begin with; null: the default. */
  readonly track: number | null;
  readonly audioTracks: readonly AudioTrack[];
  /** The subtitles to begin with, -1 for none; null: what the playlist says. */
  readonly subtitle: number | null;
  readonly events: SourceEvents;
}

/** Whether the address asks for MPEG-TS even where fMP4 would do. */
export const wantsTs = (): boolean => /[?&]container=ts\b/.test(location.search);

/** The rendition that a media playlist's address names, null for others'. */
export const renditionOf = (url: string): string | null =>
  /\/([a-z0-9]+_[a-z0-9]+)\/stream\.m3u8/.exec(url)?.[1] ?? null;

/** By the rendition's name and its bits a second. */
export const describeQuality = (name: string, bitsPerSecond: number): Quality => {
  const rate = bitRate(bitsPerSecond);
  const codec = codecOfCopy(name);
  if (codec !== null) {
    const detail = `${codec}, ${rate}`;
    return { name, label: words.quality.original, detail, words: words.quality.playing(detail) };
  }
  const label = /^\d+p/.exec(name)?.[0] ?? name; // `720p` of `720p_h264`
  return { name, label, detail: rate, words: label };
};
