/** What the API tells of one video. */
import { type Ticks, toSeconds } from '../core/ticks.ts';
import type { Probe } from '../engine/types.ts';
import type { Inits } from './inits.ts';
import { languageTag, trackName } from './languages.ts';
import type { ServedTitle } from './served-title.ts';
import { type Title, videoOf } from './title.ts';
import { pictureVariant } from './variants.ts';

type StreamFacts = Probe['streams'][number];

/** JSON, in the API's own spelling. Times are seconds. */
export const videoDetails = async ({ videoId, title }: ServedTitle, inits: Inits) => {
  const { probe } = title;
  return {
    video_id: videoId,
    size: probe.version.size,
    modified: new Date(probe.version.mtimeUs / 1000).toISOString(),
    container: probe.format,
    duration: seconds(probe.duration),
    streams: probe.streams.map(streamDetails),
    chapters: probe.chapters.map((chapter) => ({
      start: seconds(chapter.start),
      end: seconds(chapter.end),
      title: chapter.title,
    })),
    renditions: await renditions(title, inits),
    audio_tracks: title.audioTracks.map((track, position) => ({
      track: track.stream.index,
      rendition: track.rendition,
      name: trackName(track, position),
      language: languageTag(track.stream.language),
      title: track.stream.title,
      channels: track.stream.channels,
      default: position === 0,
    })),
  };
};

export type VideoDetails = Awaited<ReturnType<typeof videoDetails>>;

const renditions = async (title: Title, inits: Inits) => {
  const video = videoOf(title.probe);
  if (video === null) return [];
  const offered = title.ladder.map(async (rung) => {
    const { codecs, bandwidth } = await pictureVariant(title, rung, { container: 'ts' }, inits);
    const { width, height, frameRate } = rung.recipe;
    return {
      name: rung.name,
      kind: 'transcode',
      width,
      height,
      frame_rate: rate(frameRate),
      codecs,
      bandwidth,
      offered: true,
      reason: null,
    };
  });
  const copy = {
    name: `source_${video.codec}`,
    kind: 'copy',
    width: video.width,
    height: video.height,
    frame_rate: rate(video.frameRate),
    codecs: null,
    bandwidth: video.bitRate,
    offered: false,
    reason: 'this version of haema does not copy streams yet',
  };
  return [copy, ...(await Promise.all(offered))];
};

const streamDetails = (stream: StreamFacts) => {
  const { index, kind, codec, profile, language, title } = stream;
  const isSet = (name: string): boolean => stream.dispositions.includes(name);
  const common = { index, kind, codec, profile, language, title };
  const flags = { default: isSet('default'), forced: isSet('forced') };
  return { ...common, ...flags, bit_rate: stream.bitRate, ...ofKind(stream) };
};

const ofKind = (stream: StreamFacts) => {
  switch (stream.kind) {
    case 'video':
      return {
        width: stream.width,
        height: stream.height,
        frame_rate: rate(stream.frameRate),
        bit_depth: stream.bitDepth,
        dynamic_range: stream.dynamicRange,
        rotation: stream.rotation,
      };
    case 'audio':
      return {
        sample_rate: stream.sampleRate,
        channels: stream.channels,
        channel_layout: stream.channelLayout,
      };
    default:
      return {};
  }
};

const rate = ({ num, den }: { readonly num: number; readonly den: number }): number | null =>
  num > 0 && den > 0 ? Math.round((num / den) * 1000) / 1000 : null;

/** To the microsecond, as playlists say it. */
const seconds = (ticks: Ticks): number => Math.round(toSeconds(ticks) * 1e6) / 1e6;
