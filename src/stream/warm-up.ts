/**
 * Opens films that do not exist, before anyone opens one that does: code runs many times slower
 * until it has run for a while, and the first visitor would wait for that.
 */
import { SILENT } from '../core/log.ts';
import { TICKS_PER_SECOND } from '../core/ticks.ts';
import type {
  AudioStream,
  CutFacts,
  Engine,
  MediaIndex,
  Probe,
  VideoStream,
} from '../engine/types.ts';
import { Inits } from './inits.ts';
import { PlaylistService } from './playlist-service.ts';
import type { TitleSettings } from './title.ts';
import { Titles } from './titles.ts';

/** Together enough for the compiler to take notice: a tenth of a second of work. */
const ROUNDS = 4;
const SECONDS = 1800;
const FRAME_RATE = 24;
const GOP_SECONDS = 5;

/** Reads no file and keeps nothing. */
export const warmUp = async (engine: Engine, settings: TitleSettings): Promise<void> => {
  for (let round = 0; round < ROUNDS; round++) {
    await playlistsOf(film('matroska'), engine, settings);
    await playlistsOf(film('mov'), engine, settings);
  }
};

const playlistsOf = async (
  probe: Probe,
  engine: Engine,
  settings: TitleSettings,
): Promise<void> => {
  const titles = new Titles({
    engine: { ...engine, cuts: async ({ times }) => cutsAt(times), copyInit: async () => INIT },
    files: {
      source: () => ({ root: '/', path: '' }),
      version: async () => VERSION,
      drawable: () => [],
      refusal: () => null,
      knownHash: () => '',
      keepHash: () => undefined,
      sampledHash: async () => '',
    },
    facts: {
      load: async () => probe,
      save: async () => undefined,
      loadCopies: async () => null,
      saveCopies: async () => undefined,
    },
    settings,
    build: engine.build,
    log: SILENT,
  });
  const playlists = new PlaylistService(titles, new Inits(engine));
  await playlists.master({ videoId: '', container: 'ts' });
  await playlists.media({ videoId: '', rendition: '240p_h264', container: 'ts' });
};

const INIT = Buffer.alloc(0);

const cutsAt = (times: Float64Array): CutFacts => ({
  refusal: null,
  codecs: 'avc1.640015',
  supplemental: null,
  videoRange: 'SDR',
  width: PICTURES.width,
  height: PICTURES.height,
  kinds: new Uint8Array(times.length),
  sizes: new Float64Array(times.length),
});

const VERSION = { size: 0, mtimeUs: 0 };
const COLOUR = { range: 'tv', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' };
const ANY_STREAM = {
  profile: null,
  language: null,
  title: null,
  dispositions: [],
  bitRate: null,
  start: 0,
};

const PICTURES: VideoStream = {
  ...ANY_STREAM,
  kind: 'video',
  index: 0,
  codec: 'h264',
  width: 426,
  height: 240,
  sampleAspect: { num: 1, den: 1 },
  rotation: 0,
  mirrored: false,
  frameRate: { num: FRAME_RATE, den: 1 },
  constantRate: true,
  pixelFormat: 'yuv420p',
  bitDepth: 8,
  fieldOrder: 'progressive',
  mayHaveFields: false,
  captions: [],
  level: 21,
  colour: COLOUR,
  dynamicRange: 'sdr',
  peak: 0,
  dolbyVision: null,
};

const SOUND: AudioStream = {
  ...ANY_STREAM,
  kind: 'audio',
  index: 1,
  codec: 'ac3',
  sampleRate: 48_000,
  channels: 2,
  channelLayout: 'stereo',
};

const film = (from: 'matroska' | 'mov'): Probe => ({
  version: VERSION,
  format: '',
  origin: 0,
  duration: SECONDS * TICKS_PER_SECOND,
  durationFrom: 'header',
  bitRate: null,
  streams: [PICTURES, SOUND],
  video: 0,
  audio: 1,
  chapters: [],
  tags: {},
  index: indexOf(from),
  pieces: [],
});

/** Sample tables tell of every frame, other indexes of key frames alone. */
const indexOf = (from: 'matroska' | 'mov'): MediaIndex => {
  const keyframes = every(GOP_SECONDS * TICKS_PER_SECOND);
  const frames = from === 'mov' ? every(TICKS_PER_SECOND / FRAME_RATE) : new Float64Array();
  return { from, keyframes, seeks: keyframes, frames };
};

const every = (ticks: number): Float64Array =>
  new Float64Array((SECONDS * TICKS_PER_SECOND) / ticks).map((_, at) => at * ticks);
