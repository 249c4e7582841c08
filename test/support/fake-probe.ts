/** What the engine would tell of a plain film: pictures at 25 a second and one track of sound. */
import type { AudioStream, Probe, VideoStream } from '../../src/engine/types.ts';

const S = 90_000;
const BT709 = { range: 'tv', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' };

const common = { profile: null, language: null, title: null, dispositions: [], bitRate: null };

export const fakeVideo: VideoStream = {
  ...common,
  kind: 'video',
  index: 0,
  codec: 'h264',
  start: 0,
  width: 640,
  height: 360,
  sampleAspect: { num: 1, den: 1 },
  rotation: 0,
  mirrored: false,
  frameRate: { num: 25, den: 1 },
  constantRate: true,
  pixelFormat: 'yuv420p',
  bitDepth: 8,
  fieldOrder: 'progressive',
  mayHaveFields: false,
  captions: [],
  level: 31,
  colour: BT709,
  dynamicRange: 'sdr',
  peak: 0,
  dolbyVision: null,
};

export const fakeAudio: AudioStream = {
  ...common,
  kind: 'audio',
  index: 1,
  codec: 'aac',
  start: 0,
  sampleRate: 48_000,
  channels: 2,
  channelLayout: 'stereo',
};

export const fakeProbe = (changes: Partial<Probe> = {}): Probe => ({
  version: { size: 1000, mtimeUs: 1 },
  format: 'mov,mp4',
  origin: 0,
  duration: 60 * S,
  durationFrom: 'header',
  bitRate: null,
  streams: [fakeVideo, fakeAudio],
  video: 0,
  audio: 1,
  chapters: [],
  tags: {},
  index: {
    from: 'none',
    keyframes: new Float64Array(),
    seeks: new Float64Array(),
    frames: new Float64Array(),
  },
  pieces: [],
  ...changes,
});
