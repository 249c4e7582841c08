/** Which streams of a title are handed on as they are: what the engine is asked, what it means. */
import { HaemaError } from '../core/errors.ts';
import type { Rational } from '../core/rational.ts';
import { TICKS_PER_SECOND, type Ticks } from '../core/ticks.ts';
import type {
  AudioStream,
  CutFacts,
  Engine,
  KeyFrame,
  OnStall,
  SourceRef,
  VideoStream,
} from '../engine/types.ts';
import { AAC_LC, fitsAdts, isCopiedSound, objectChannels, soundCodec } from '../hls/codecs.ts';
import { type CopyCuts, chosenCuts, copyCuts, cutTimes, usableTimes } from '../hls/copy.ts';
import { lateCopyGrid } from '../hls/grid.ts';
import { shownSize } from '../hls/ladder.ts';
import type { CopyFacts, SoundFacts } from '../library/copy-codec.ts';
import { LOOKING, pictureCopyName, READING, soundCopyName } from './copyable.ts';
import { type AudioTrack, keyFrame, keyFrameAt, type Title, videoOf } from './title.ts';

/** The pictures of the file, in segments. */
export interface PictureCopy {
  /** `source_hevc` */
  readonly name: string;
  /** Index of the stream. */
  readonly stream: number;
  /** MPEG-TS carries H.264 and HEVC alone, and cannot say that a picture is to be turned. */
  readonly inTs: boolean;
  readonly cuts: CopyCuts;
  /** Those with which its segments begin. */
  readonly keys: readonly KeyFrame[];
  readonly codecs: string;
  readonly supplemental: string | null;
  readonly range: CutFacts['videoRange'];
  /** As it is shown. */
  readonly width: number;
  readonly height: number;
  /** Null where nobody knows. */
  readonly frameRate: Rational | null;
}

/** A track of sound of the file, in segments of fMP4 or muxed with copied pictures in TS. */
export interface SoundCopy {
  /** `audio1_source` */
  readonly rendition: string;
  readonly inTs: boolean;
  readonly codecs: string;
  /** Its group of tracks of one codec: `source-ac3`. */
  readonly group: string;
  /** Bits a second, at most. */
  readonly bitRate: number;
  /** `6`, `16/JOC` */
  readonly channels: string;
}

/** By libav's names. */
const PICTURES_IN_TS = ['h264', 'hevc'];
const SOUNDS_IN_TS = /^(?:mp4a\.40\.(?:2|5|29|34)|ac-3|ec-3)$/;
/**
 * Of pictures that lead others into a segment: in TS each is decoded before it is shown, but only
 * up to two seconds (kLongestTsDelay in native/engine/cut.cc), so that 16 may lead.
 */
const LOWEST_RATE = 8;
/** MPEG-TS knows of MPEG-1 and MPEG-2 layer III. */
const LOWEST_MP3_RATE = 16_000;

const fitsTs = ({ codec, sampleRate }: AudioStream, codecs: string, init: Buffer): boolean => {
  if (codec === 'aac' && !fitsAdts(init)) return false;
  return SOUNDS_IN_TS.test(codecs) && (codec !== 'mp3' || sampleRate >= LOWEST_MP3_RATE);
};

const wantedCuts = ({ probe, grid, copyRefused }: Title): Float64Array =>
  probe.video === null || copyRefused !== LOOKING
    ? new Float64Array()
    : cutTimes(grid.copy, probe.index.keyframes);

/** Reads little, at many places. @throws what the engine throws, save that it cannot be copied */
export const askCopies = async (
  engine: Pick<Engine, 'cuts' | 'copyInit'>,
  title: Title,
  source: SourceRef,
  signal?: AbortSignal,
): Promise<CopyFacts> => {
  const times = wantedCuts(title);
  const pictures = times.length === 0 ? null : await askCuts(engine, title, source, times, signal);
  const sounds: SoundFacts[] = [];
  for (const { stream } of title.audioTracks) {
    if (isCopiedSound(stream.codec)) sounds.push(await askSound(engine, stream, source, signal));
  }
  return { times, places: null, pictures, sounds };
};

/** Whether more is to be found by reading the whole file. */
export const needsReading = ({ copyRefused }: Title): boolean => copyRefused === READING;

/** What reading the whole file tells besides. @throws what the engine throws */
export const readCopies = async (
  engine: Pick<Engine, 'scanCuts'>,
  { probe }: Title,
  facts: CopyFacts,
  source: SourceRef,
  signal?: AbortSignal,
  onStall?: OnStall,
): Promise<CopyFacts> => {
  const request = { source, stream: probe.video ?? 0, origin: probe.origin };
  const scan = await engine.scanCuts(request, signal, onStall);
  const [times, seeks, places] = [scan.times, scan.seeks, scan.places].map(own);
  if (times === undefined || seeks === undefined || places === undefined) return facts;
  return { ...facts, times, places: { seeks, places }, pictures: ownFacts(scan.facts) };
};

/** A title with its copies, however long that takes. @throws as askCopies, readCopies do */
export const openCopies = async (
  engine: Engine,
  title: Title,
  signal?: AbortSignal,
): Promise<Title> => {
  const facts = await askCopies(engine, title, title.source, signal);
  if (!needsReading(title)) return withCopies(title, facts);
  return withCopies(title, await readCopies(engine, title, facts, title.source, signal));
};

/** What comes from a child are views of memory that it has shared. */
const own = (list: Float64Array): Float64Array => Float64Array.from(list);
const ownFacts = ({ kinds, sizes, ...words }: CutFacts): CutFacts => ({
  ...words,
  kinds: Uint8Array.from(kinds),
  sizes: own(sizes),
});

const askCuts = async (
  engine: Pick<Engine, 'cuts'>,
  title: Title,
  source: SourceRef,
  times: Float64Array,
  signal: AbortSignal | undefined,
): Promise<CutFacts> => {
  const { origin, video, index } = title.probe;
  const seeks = times.map((time) => keyFrameAt(index, time)?.seek ?? 0);
  try {
    const stream = video ?? 0;
    return ownFacts(await engine.cuts({ source, stream, origin, times, seeks }, signal));
  } catch (error) {
    return { ...UNKNOWN_CUTS, refusal: refusalOf(error) };
  }
};

const UNKNOWN_CUTS: CutFacts = {
  refusal: null,
  codecs: '',
  supplemental: null,
  videoRange: 'SDR',
  width: 0,
  height: 0,
  kinds: new Uint8Array(),
  sizes: new Float64Array(),
};

const askSound = async (
  engine: Pick<Engine, 'copyInit'>,
  track: AudioStream,
  source: SourceRef,
  signal: AbortSignal | undefined,
): Promise<SoundFacts> => {
  const { index: stream, codec, profile } = track;
  try {
    const init = await engine.copyInit({ source, video: null, audio: { stream } }, signal);
    const codecs = soundCodec(codec, init);
    // Its upper half may not be announced: decoders find it.
    const efficient = codecs === AAC_LC ? HIDDEN[profile ?? ''] : undefined;
    const name = efficient ?? codecs;
    const channels = objectChannels(init);
    return { stream, codecs: name, fitsTs: fitsTs(track, name, init), channels, refusal: null };
  } catch (error) {
    const refusal = refusalOf(error);
    return { stream, codecs: '', fitsTs: false, channels: null, refusal };
  }
};

const HIDDEN: Readonly<Record<string, string>> = {
  'HE-AAC': 'mp4a.40.5',
  'HE-AACv2': 'mp4a.40.29',
};

/** @throws what is no property of the file */
const refusalOf = (error: unknown): string => {
  if (error instanceof HaemaError && error.code === 'MEDIA_INVALID') return error.message;
  throw error;
};

/** Whether the facts are about the title's own cuts: options may have been others. */
export const isAbout = (facts: CopyFacts, title: Title): boolean => {
  if (facts.places !== null) return needsReading(title);
  const times = wantedCuts(title);
  return times.length === facts.times.length && times.every((it, at) => it === facts.times[at]);
};

/** The title with all that can be copied. What it had before stays as it was. */
export const withCopies = (title: Title, facts: CopyFacts): Title => {
  const made = pictureCopy(title, facts);
  const copy = typeof made === 'string' || made === null ? null : made;
  return {
    ...title,
    copy,
    copyRefused: typeof made === 'string' ? made : null,
    audioTracks: title.audioTracks.map((track) => {
      const found = facts.sounds.find(({ stream }) => stream === track.stream.index);
      return { ...track, ...soundOf(track, found) };
    }),
  };
};

/** A text says why there is none; null: there are no pictures. */
const pictureCopy = (title: Title, facts: CopyFacts): PictureCopy | string | null => {
  const { pictures } = facts;
  const video = videoOf(title.probe);
  if (video === null || pictures === null) return title.copyRefused;
  const cuts = cutsOf(title, video, facts, pictures);
  if (typeof cuts === 'string') return cuts;
  const { num, den } = video.frameRate;
  return {
    name: pictureCopyName(video),
    stream: video.index,
    inTs: picturesFitTs(video, cuts),
    cuts,
    keys: cuts.from.map((at) => keyOf(title, facts, at)),
    codecs: pictures.codecs,
    supplemental: pictures.supplemental,
    range: pictures.videoRange,
    ...shownSize(video),
    frameRate: num > 0 && den > 0 ? video.frameRate : null,
  };
};

const picturesFitTs = ({ codec, rotation, mirrored, frameRate }: VideoStream, cuts: CopyCuts) => {
  const isQuick = frameRate.num >= LOWEST_RATE * frameRate.den;
  const isUpright = rotation === 0 && !mirrored;
  return PICTURES_IN_TS.includes(codec) && isUpright && (cuts.independent || isQuick);
};

/** What precedes the first key frame of a recording is lost; more than that is no copy. */
const MOST_LOST: Ticks = TICKS_PER_SECOND;

const cutsOf = (
  { grid, targets }: Title,
  video: VideoStream,
  { times, places }: CopyFacts,
  looks: CutFacts,
): CopyCuts | string => {
  const end = grid.transcode.at(-1) ?? 0;
  if (places === null || looks.refusal !== null) return copyCuts(times, end, looks);
  const boundaries = lateCopyGrid(usableTimes(times, looks), end, targets);
  if ((times[0] ?? end) - video.start > MOST_LOST || boundaries.length === 0) {
    return 'the file begins in the middle of a group of pictures';
  }
  return copyCuts(times, end, chosenCuts(times, looks, boundaries));
};

const keyOf = ({ probe }: Title, { times, places }: CopyFacts, at: number): KeyFrame => {
  const time = times[at] ?? 0;
  if (places !== null) {
    return { time, seek: places.seeks[at] ?? 0, place: places.places[at] ?? 0 };
  }
  const key = at === 0 ? keyFrame(probe.index, 0) : keyFrameAt(probe.index, time);
  return key ?? { time, seek: 0 };
};

const soundOf = (
  { stream, copyRefused }: AudioTrack,
  found: SoundFacts | undefined,
): Pick<AudioTrack, 'copy' | 'copyRefused'> => {
  if (found === undefined) return { copy: null, copyRefused };
  const { codecs, refusal } = found;
  if (refusal !== null) return { copy: null, copyRefused: refusal };
  const isEfficient = stream.codec === 'aac' && codecs !== AAC_LC;
  const copy = {
    rendition: soundCopyName(stream),
    inTs: found.fitsTs,
    codecs,
    group: isEfficient ? 'source-he-aac' : `source-${stream.codec}`,
    bitRate: highestRate(stream),
    channels: found.channels ?? String(stream.channels),
  };
  return { copy, copyRefused: null };
};

/** What containers say is a mean. */
const highestRate = (stream: AudioStream): number => {
  const limit = limitOf(stream);
  if (stream.bitRate === null) return limit;
  const varies = !['ac3', 'eac3'].includes(stream.codec);
  return Math.min(limit, Math.ceil(stream.bitRate * (varies ? 1.5 : 1)));
};

/** Bits a second that the codec allows. */
const limitOf = ({ codec, sampleRate, channels }: AudioStream): number => {
  switch (codec) {
    case 'aac': // 6144 bits for a channel's 1024 samples
      return 6 * sampleRate * channels;
    case 'mp3':
      return 320_000;
    case 'ac3':
      return 640_000;
    case 'eac3':
      return 6_144_000;
    case 'opus':
      return 256_000 * channels;
    default: // lossless
      return 24 * sampleRate * channels;
  }
};
