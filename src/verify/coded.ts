/** What a made segment holds, in one form for both containers. */
import { createHash } from 'node:crypto';
import { TICKS_PER_SECOND, type Ticks } from '../core/ticks.ts';
import { splitAdts } from './adts.ts';
import { hex, MalformedError } from './bytes.ts';
import { type InitTrack, type Mp4Sample, parseFragments } from './mp4-parser.ts';
import { NAL, nalType, splitAnnexB, splitLengthPrefixed } from './nal.ts';
import { type PesPacket, parseTransport, type Transport } from './ts-parser.ts';

export interface CodedPicture {
  /** Presentation and decoding time, from presentation zero. */
  readonly time: Ticks;
  readonly decodeTime: Ticks;
  readonly idr: boolean;
  /** Of its slices. */
  readonly hash: string;
}

export interface CodedSound {
  /** Index on the grid of 1024 samples; a fraction when the frame is not on it. */
  readonly frame: number;
  readonly hash: string;
}

export interface CodedSegment {
  /** In decoding order. */
  readonly pictures: readonly CodedPicture[];
  readonly sounds: readonly CodedSound[];
  /** The different ones, in hex, in order; those of the init segment in fMP4. */
  readonly parameterSets: readonly string[];
  /** AudioSpecificConfigs in hex. */
  readonly audioConfigs: readonly string[];
  /** What the container forbids. */
  readonly problems: readonly string[];
  /** fMP4: where the decoding times of the track end. */
  readonly decodeEnd: Ticks | null;
}

/** PTS in our transport streams are times from presentation zero plus this (X-TIMESTAMP-MAP). */
export const TS_OFFSET: Ticks = 10 * TICKS_PER_SECOND;
export const AAC_SAMPLES = 1024;
const STAMP_CYCLE = 2 ** 33;
const H264 = 0x1b;
const ADTS_AAC = 0x0f;

/** The presentation time that a 33-bit stamp near `near` means. */
export const unwrap = (stamp: number, near: Ticks): Ticks => {
  const time = stamp - TS_OFFSET;
  return time + Math.round((near - time) / STAMP_CYCLE) * STAMP_CYCLE;
};

/**
 * @param near the segment's start: stamps wrap around
 * @param sampleRate of the sound
 * @throws MalformedError
 */
export const codedFromTs = (
  bytes: Uint8Array,
  near: Ticks,
  sampleRate: number,
): CodedSegment & { readonly transport: Transport } => {
  const transport = parseTransport(bytes);
  const parameterSets = new Set<string>();
  const audioConfigs = new Set<string>();
  const problems = [...transport.problems];
  const pictures: CodedPicture[] = [];
  const sounds: CodedSound[] = [];
  for (const packet of transport.packets) {
    const type = transport.streams.get(packet.pid);
    if (type === H264) {
      pictures.push(tsPicture(packet, near, parameterSets, problems));
    } else if (type === ADTS_AAC) {
      sounds.push(...tsSounds(packet, near, sampleRate, audioConfigs));
    }
  }
  return {
    pictures,
    sounds,
    parameterSets: [...parameterSets],
    audioConfigs: [...audioConfigs],
    problems,
    decodeEnd: null,
    transport,
  };
};

const tsPicture = (
  { pts, dts, randomAccess, data }: PesPacket,
  near: Ticks,
  parameterSets: Set<string>,
  problems: string[],
): CodedPicture => {
  if (pts === null || dts === null) {
    throw new MalformedError('a picture has no time');
  }
  const units = splitAnnexB(data);
  const own = units.filter(isParameterSet).map(hex);
  for (const set of own) {
    parameterSets.add(set);
  }
  const picture = pictureOf(units, unwrap(pts, near), unwrap(dts, near));
  if (nalType(units[0] ?? data) !== NAL.DELIMITER) {
    problems.push('a picture has no access unit delimiter');
  }
  if (picture.idr && own.length < 2) {
    problems.push('an IDR picture has no parameter sets before it');
  }
  if (picture.idr !== randomAccess) {
    problems.push('random_access_indicator does not tell the IDR pictures');
  }
  return picture;
};

const tsSounds = (
  { pts, data }: PesPacket,
  near: Ticks,
  sampleRate: number,
  configs: Set<string>,
): CodedSound[] => {
  if (pts === null) {
    throw new MalformedError('a packet of sound has no time');
  }
  const first = gridFrame(unwrap(pts, near), sampleRate);
  return splitAdts(data).map((frame, index) => {
    configs.add(frame.config);
    return { frame: first + index, hash: hashOf([frame.data]) };
  });
};

/** Exact where the stamp is that of a frame of the grid, rounded to ticks. */
const gridFrame = (time: Ticks, sampleRate: number): number => {
  const exact = (time * sampleRate) / (TICKS_PER_SECOND * AAC_SAMPLES);
  const frame = Math.round(exact);
  const stamp = (frame * AAC_SAMPLES * TICKS_PER_SECOND) / sampleRate;
  return Math.abs(stamp - time) < 1 ? frame : exact;
};

/** @throws MalformedError */
export const codedFromFragment = (bytes: Uint8Array, track: InitTrack): CodedSegment => {
  const samples = parseFragments(bytes, track);
  const last = samples.at(-1);
  const inTicks = (time: number): Ticks => (time * TICKS_PER_SECOND) / track.timescale;
  const problems: string[] = [];
  const video = track.kind === 'video';
  return {
    pictures: video ? samples.map((sample) => mp4Picture(sample, track, inTicks, problems)) : [],
    sounds: video ? [] : samples.map((sample) => mp4Sound(sample, track, problems)),
    parameterSets: track.parameterSets.map(hex),
    audioConfigs: video ? [] : [track.audioConfig],
    problems,
    decodeEnd: last === undefined ? null : inTicks(last.dts + last.duration),
  };
};

const mp4Picture = (
  sample: Mp4Sample,
  track: InitTrack,
  inTicks: (time: number) => Ticks,
  problems: string[],
): CodedPicture => {
  const units = splitLengthPrefixed(sample.data, track.lengthSize);
  const picture = pictureOf(units, inTicks(sample.pts), inTicks(sample.dts));
  if (picture.idr !== sample.sync) {
    problems.push('the sample flags do not tell the IDR pictures');
  }
  if (track.sampleEntry === 'avc1' && units.some(isParameterSet)) {
    problems.push('parameter sets in a sample of an avc1 track');
  }
  return picture;
};

const mp4Sound = (sample: Mp4Sample, track: InitTrack, problems: string[]): CodedSound => {
  if (sample.duration !== AAC_SAMPLES) {
    problems.push(`a frame of sound lasts ${sample.duration}/${track.timescale}`);
  }
  return { frame: sample.pts / AAC_SAMPLES, hash: hashOf([sample.data]) };
};

const pictureOf = (units: readonly Uint8Array[], time: Ticks, decodeTime: Ticks): CodedPicture => {
  const slices = units.filter((unit) => nalType(unit) >= NAL.SLICE && nalType(unit) <= NAL.IDR);
  if (slices.length === 0) {
    throw new MalformedError('an access unit holds no slice');
  }
  const idr = slices.every((unit) => nalType(unit) === NAL.IDR);
  return { time, decodeTime, idr, hash: hashOf(slices) };
};

const isParameterSet = (unit: Uint8Array): boolean => {
  const type = nalType(unit);
  return type === NAL.SPS || type === NAL.PPS;
};

const hashOf = (parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha1');
  for (const part of parts) {
    hash.update(`${part.length} `).update(part);
  }
  return hash.digest('base64');
};

export const byteHash = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');
