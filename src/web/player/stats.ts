/** What is played and why, and how it goes, in lines of words. */
import { bitRate } from '../format.ts';
import { words } from '../words/player.ts';
import type { Player } from './player.ts';
import { why } from './renditions.ts';
import type { SegmentNote } from './segment-notes.ts';

export interface Stat {
  readonly name: string;
  readonly value: string;
}

interface OldVideo {
  readonly webkitDecodedFrameCount?: number;
  readonly webkitDroppedFrameCount?: number;
}

const { stats: names } = words;

export const statsOf = (player: Player): Stat[] => {
  const { facts, played, session, video, playback } = player;
  const report = session.current?.report() ?? null;
  const segment = report?.segment ?? null;
  const stats: Stat[] = [
    { name: names.shown, value: played.shown?.words ?? '' },
    { name: names.why, value: why(facts.renditions, played) },
    { name: names.picture, value: pictureOf(video) },
    { name: names.codecs, value: report?.codecs ?? '' },
    { name: names.buffer, value: names.ahead(ahead(video, playback.time).toFixed(1)) },
    { name: names.frames, value: framesOf(video) },
    { name: names.line, value: report === null ? '' : bitRate(report.bandwidth) },
    { name: names.segment, value: segment === null ? '' : wayOf(segment) },
    { name: names.server, value: segment === null ? '' : serverOf(segment) },
  ];
  return stats.filter(({ value }) => value !== '');
};

const pictureOf = (video: HTMLVideoElement): string => {
  if (video.videoWidth === 0) return '';
  const scale = window.devicePixelRatio || 1;
  const size = (width: number, height: number): string =>
    `${Math.round(width)} × ${Math.round(height)}`;
  const screen = size(video.clientWidth * scale, video.clientHeight * scale);
  return names.screen(size(video.videoWidth, video.videoHeight), screen);
};

/** Seconds that are there beyond `time`. */
const ahead = ({ buffered }: HTMLVideoElement, time: number): number => {
  for (let at = 0; at < buffered.length; at++) {
    if (time >= buffered.start(at) - 0.1 && time <= buffered.end(at)) {
      return buffered.end(at) - time;
    }
  }
  return 0;
};

const framesOf = (video: HTMLVideoElement & OldVideo): string => {
  const { getVideoPlaybackQuality } = video as Partial<HTMLVideoElement>;
  if (getVideoPlaybackQuality === undefined) {
    return names.dropped(video.webkitDroppedFrameCount ?? 0, video.webkitDecodedFrameCount ?? 0);
  }
  const { droppedVideoFrames, totalVideoFrames } = video.getVideoPlaybackQuality();
  return names.dropped(droppedVideoFrames, totalVideoFrames);
};

const wayOf = ({ bytes, first, all }: SegmentNote): string =>
  names.took(String(Math.round(bytes / 1000)), first.toFixed(0), all.toFixed(0));

const serverOf = ({ server }: SegmentNote): string =>
  server
    .map(({ name, ms }) => (name === 'cache' ? names.kept : `${name} ${Math.round(ms)} ms`))
    .join(' · ');
