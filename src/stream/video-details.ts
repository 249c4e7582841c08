/** What the API tells of one video. */
import { type Ticks, toSeconds } from '../core/ticks.ts';
import type { Container, Probe, VideoStream } from '../engine/types.ts';
import { type Rendition, shownSize } from '../hls/ladder.ts';
import { pictureCopyName, soundCopyName } from './copyable.ts';
import type { Inits } from './inits.ts';
import { languageTag, trackName } from './languages.ts';
import type { ServedTitle } from './served-title.ts';
import { fontsOf } from './subtitles/fonts.ts';
import type { DescribedTrack } from './subtitles/subtitles.ts';
import { type AudioTrack, type Title, videoOf } from './title.ts';
import { copyFacts, type PictureFacts, pictureVariants, rungFacts } from './variants.ts';

type StreamFacts = Probe['streams'][number];

/** JSON, in the API's own spelling. Times are seconds. */
export const videoDetails = async (
  { videoId, title }: ServedTitle,
  inits: Inits,
  subtitles: readonly DescribedTrack[],
) => {
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
    audio_tracks: title.audioTracks.map(audioTrack),
    fonts: fontsOf(title).map((font) => ({
      ...font,
      address: `/api/v1/video/${videoId}/font/${font.font}`,
    })),
    subtitle_tracks: subtitles.map((track) => subtitleTrack(videoId, track)),
    trickplay: videoOf(probe) === null ? null : trickplay(videoId),
  };
};

/** Small pictures for seeking. */
const trickplay = (videoId: string) => ({
  playlist: `/api/v1/video/${videoId}/trickplay/images.m3u8`,
  track: `/api/v1/video/${videoId}/trickplay/tiles.vtt`,
});

export type VideoDetails = Awaited<ReturnType<typeof videoDetails>>;

const renditions = async (title: Title, inits: Inits) => {
  const video = videoOf(title.probe);
  if (video === null) return [];
  const made = await Promise.all(title.ladder.map((rung) => rungFacts(title, rung, inits)));
  const { copy } = title;
  const copied =
    copy === null
      ? refusedCopy(video, title.copyRefused)
      : offered('copy', copyFacts(copy), title, copy.inTs ? 'ts' : 'fmp4');
  const { reason = null, ladder: missing = [] } = title.refused ?? {};
  return [
    copied,
    ...made.map((facts) => offered('transcode', facts, title, 'ts')),
    ...missing.map((rung) => refusedRung(rung, reason)),
  ];
};

/** As the first variant of the rendition in the master playlist tells it. */
const offered = (
  kind: 'copy' | 'transcode',
  facts: PictureFacts,
  title: Title,
  container: Container,
) => {
  const [variant] = pictureVariants(title, facts, { container });
  const { width, height, frameRate, range } = facts.picture;
  return {
    name: facts.name,
    kind,
    width,
    height,
    frame_rate: frameRate && rate(frameRate),
    video_range: range,
    codecs: variant?.codecs ?? [],
    bandwidth: variant?.bandwidth ?? 0,
    offered: true,
    reason: null,
  };
};

const refusedRung = ({ name, recipe }: Rendition, reason: string | null) => ({
  name,
  kind: 'transcode' as const,
  width: recipe.width,
  height: recipe.height,
  frame_rate: rate(recipe.frameRate),
  video_range: null,
  codecs: null,
  bandwidth: recipe.maxRate,
  offered: false,
  reason,
});

const refusedCopy = (video: VideoStream, reason: string | null) => ({
  name: pictureCopyName(video),
  kind: 'copy' as const,
  ...shownSize(video),
  frame_rate: rate(video.frameRate),
  video_range: null,
  codecs: null,
  bandwidth: video.bitRate,
  offered: false,
  reason,
});

const audioTrack = (track: AudioTrack, position: number) => ({
  track: track.stream.index,
  rendition: track.rendition,
  surround: track.surround?.rendition ?? null,
  name: trackName(track, position),
  language: languageTag(track.stream.language),
  title: track.stream.title,
  channels: track.stream.channels,
  default: position === 0,
  copy: {
    name: soundCopyName(track.stream),
    codecs: track.copy?.codecs ?? null,
    offered: track.copy !== null,
    reason: track.copyRefused,
  },
});

const subtitleTrack = (videoId: string, track: DescribedTrack) => {
  const whole = `/api/v1/video/${videoId}/subtitle/${track.id}`;
  return {
    track: track.id,
    kind: track.sidecar === null ? ('embedded' as const) : ('sidecar' as const),
    form: track.isImage ? ('image' as const) : ('text' as const),
    codec: track.codec,
    name: track.name,
    language: track.language,
    title: track.title,
    forced: track.forced,
    default: track.isDefault,
    sdh: track.forDeaf,
    charset: track.charset,
    ass: track.isImage ? null : `${whole}.ass`,
    vtt: track.isImage ? null : `${whole}.vtt`,
  };
};

const streamDetails = (stream: StreamFacts) => {
  const { index, codec, profile, language, title } = stream;
  const isSet = (name: string): boolean => stream.dispositions.includes(name);
  const common = { index, codec, profile, language, title };
  const flags = { default: isSet('default'), forced: isSet('forced') };
  return { ...common, ...flags, bit_rate: stream.bitRate, ...ofKind(stream) };
};

const ofKind = (stream: StreamFacts) => {
  switch (stream.kind) {
    case 'video':
      return {
        kind: stream.kind,
        width: stream.width,
        height: stream.height,
        frame_rate: rate(stream.frameRate),
        bit_depth: stream.bitDepth,
        dynamic_range: stream.dynamicRange,
        rotation: stream.rotation,
      };
    case 'audio':
      return {
        kind: stream.kind,
        sample_rate: stream.sampleRate,
        channels: stream.channels,
        channel_layout: stream.channelLayout,
      };
    default:
      return { kind: stream.kind };
  }
};

const rate = ({ num, den }: { readonly num: number; readonly den: number }): number | null =>
  num > 0 && den > 0 ? Math.round((num / den) * 1000) / 1000 : null;

/** To the microsecond, as playlists say it. */
const seconds = (ticks: Ticks): number => Math.round(toSeconds(ticks) * 1e6) / 1e6;
