/**
 * Reads init and media segments of fragmented MP4 (ISO/IEC 14496-12, -14, -15) for `haema verify`.
 * Times come from tfdt and trun alone: FFmpeg's demuxer shifts those with negative offsets.
 */
import { ByteReader, hex, MalformedError } from './bytes.ts';

export interface InitTrack {
  readonly id: number;
  readonly kind: 'video' | 'audio';
  readonly timescale: number;
  readonly defaultDuration: number;
  readonly hasEditList: boolean;
  /** `avc1`, `mp4a`. */
  readonly sampleEntry: string;
  /** Of avcC. */
  readonly parameterSets: readonly Uint8Array[];
  readonly lengthSize: number;
  /** AudioSpecificConfig in hex. */
  readonly audioConfig: string;
  readonly width: number;
  readonly height: number;
}

export interface Mp4Sample {
  /** In the track's timescale. */
  readonly dts: number;
  readonly pts: number;
  readonly duration: number;
  /** Not marked as depending on others. */
  readonly sync: boolean;
  readonly data: Uint8Array;
}

interface Box {
  readonly type: string;
  /** Of the whole file. */
  readonly start: number;
  readonly bytes: Uint8Array;
}

const boxesOf = (bytes: Uint8Array): Box[] => {
  const reader = new ByteReader(bytes);
  const boxes: Box[] = [];
  while (reader.left > 0) {
    const start = reader.at;
    let size = reader.u32();
    const type = Buffer.from(reader.slice(4)).toString('latin1');
    if (size === 1) {
      size = reader.u64();
    }
    boxes.push({ type, start, bytes: reader.slice(start + size - reader.at) });
  }
  return boxes;
};

const all = (bytes: Uint8Array, ...path: string[]): Uint8Array[] => {
  let found = [bytes];
  for (const type of path) {
    found = found.flatMap((parent) =>
      boxesOf(parent).flatMap((box) => (box.type === type ? [box.bytes] : [])),
    );
  }
  return found;
};

const one = (bytes: Uint8Array, ...path: string[]): Uint8Array => {
  const [found, second] = all(bytes, ...path);
  if (found === undefined || second !== undefined) {
    throw new MalformedError(`${path.join('/')} is there ${found === undefined ? 'not' : 'twice'}`);
  }
  return found;
};

/** A reader behind version and flags. */
const full = (bytes: Uint8Array): { reader: ByteReader; version: number; flags: number } => {
  const reader = new ByteReader(bytes);
  const head = reader.u32();
  return { reader, version: head >>> 24, flags: head & 0xffffff };
};

/** What is told of a track of any codec. */
export type Track = Pick<
  InitTrack,
  'id' | 'kind' | 'timescale' | 'defaultDuration' | 'hasEditList'
>;

/** @throws MalformedError. One track. */
export const parseTrack = (bytes: Uint8Array): Track => {
  const trak = one(bytes, 'moov', 'trak');
  const id = trackId(trak);
  const handler = full(one(trak, 'mdia', 'hdlr')).reader;
  handler.skip(4);
  const kind = Buffer.from(handler.slice(4)).toString('latin1') === 'vide' ? 'video' : 'audio';
  return {
    id,
    kind,
    timescale: timescaleOf(one(trak, 'mdia', 'mdhd')),
    defaultDuration: defaultDuration(bytes, id),
    hasEditList: all(trak, 'edts').length > 0,
  };
};

/** @throws MalformedError. One track of H.264 or AAC. */
export const parseInit = (bytes: Uint8Array): InitTrack => {
  const common = parseTrack(bytes);
  const trak = one(bytes, 'moov', 'trak');
  const stsd = full(one(trak, 'mdia', 'minf', 'stbl', 'stsd')).reader;
  stsd.skip(4);
  const [entry] = boxesOf(stsd.slice(stsd.left));
  if (entry === undefined) {
    throw new MalformedError('there is no sample entry');
  }
  const sample = common.kind === 'video' ? videoEntry(entry.bytes) : audioEntry(entry.bytes);
  return { ...common, sampleEntry: entry.type, ...sample };
};

type SampleFacts = Pick<
  InitTrack,
  'parameterSets' | 'lengthSize' | 'audioConfig' | 'width' | 'height'
>;

const videoEntry = (bytes: Uint8Array): SampleFacts => {
  const reader = new ByteReader(bytes, 24);
  const [width, height] = [reader.u16(), reader.u16()];
  reader.at = 78;
  const avcc = new ByteReader(one(reader.slice(reader.left), 'avcC'), 4);
  const lengthSize = (avcc.u8() & 3) + 1;
  const parameterSets: Uint8Array[] = [];
  for (const mask of [0x1f, 0xff]) {
    for (let count = avcc.u8() & mask; count > 0; count--) {
      parameterSets.push(avcc.slice(avcc.u16()));
    }
  }
  return { parameterSets, lengthSize, audioConfig: '', width, height };
};

const audioEntry = (bytes: Uint8Array): SampleFacts => {
  const { reader } = full(one(bytes.subarray(28), 'esds'));
  const audioConfig = hex(decoderSpecific(reader));
  return { parameterSets: [], lengthSize: 0, audioConfig, width: 0, height: 0 };
};

/** ES_Descriptor → DecoderConfigDescriptor → DecoderSpecificInfo. */
const decoderSpecific = (reader: ByteReader): Uint8Array => {
  const descriptor = (tag: number): number => {
    if (reader.u8() !== tag) {
      throw new MalformedError(`esds: descriptor ${tag} is missing`);
    }
    let length = 0;
    for (;;) {
      const byte = reader.u8();
      length = length * 128 + (byte & 0x7f);
      if (byte < 128) {
        return length;
      }
    }
  };
  descriptor(3);
  reader.skip(3);
  descriptor(4);
  reader.skip(13);
  return reader.slice(descriptor(5));
};

const trackId = (trak: Uint8Array): number => {
  const { reader, version } = full(one(trak, 'tkhd'));
  reader.skip(version === 1 ? 16 : 8);
  return reader.u32();
};

const timescaleOf = (mdhd: Uint8Array): number => {
  const { reader, version } = full(mdhd);
  reader.skip(version === 1 ? 16 : 8);
  return reader.u32();
};

const defaultDuration = (init: Uint8Array, id: number): number => {
  for (const trex of all(init, 'moov', 'mvex', 'trex')) {
    const { reader } = full(trex);
    if (reader.u32() === id) {
      reader.skip(4);
      return reader.u32();
    }
  }
  throw new MalformedError('there is no trex for the track');
};

/** The samples of a media segment in decoding order. @throws MalformedError. */
export const parseFragments = (bytes: Uint8Array, track: Track): Mp4Sample[] => {
  const samples: Mp4Sample[] = [];
  for (const moof of boxesOf(bytes).filter(({ type }) => type === 'moof')) {
    const traf = one(moof.bytes, 'traf');
    samples.push(...fragmentSamples(bytes, moof.start, traf, track));
  }
  return samples;
};

interface Defaults {
  readonly base: number;
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

const fragmentSamples = (
  bytes: Uint8Array,
  moofStart: number,
  traf: Uint8Array,
  track: Track,
): Mp4Sample[] => {
  const defaults = fragmentHeader(one(traf, 'tfhd'), moofStart, track);
  const { reader, version } = full(one(traf, 'tfdt'));
  let dts = version === 1 ? reader.u64() : reader.u32();
  const samples: Mp4Sample[] = [];
  for (const trun of all(traf, 'trun')) {
    for (const sample of runSamples(bytes, trun, defaults, dts)) {
      samples.push(sample);
      dts = sample.dts + sample.duration;
    }
  }
  return samples;
};

const fragmentHeader = (tfhd: Uint8Array, moofStart: number, track: Track): Defaults => {
  const { reader, flags } = full(tfhd);
  if (reader.u32() !== track.id) {
    throw new MalformedError('a fragment is of another track than the init segment');
  }
  const base = flags & 1 ? reader.u64() : moofStart;
  if (flags & 2) {
    reader.skip(4);
  }
  const duration = flags & 8 ? reader.u32() : track.defaultDuration;
  const size = flags & 0x10 ? reader.u32() : 0;
  return { base, duration, size, flags: flags & 0x20 ? reader.u32() : 0 };
};

const runSamples = (
  bytes: Uint8Array,
  trun: Uint8Array,
  defaults: Defaults,
  start: number,
): Mp4Sample[] => {
  const { reader, version, flags } = full(trun);
  const count = reader.u32();
  let at = defaults.base + (flags & 1 ? reader.i32() : 0);
  const firstFlags = flags & 4 ? reader.u32() : null;
  const samples: Mp4Sample[] = [];
  let dts = start;
  for (let i = 0; i < count; i++) {
    const duration = flags & 0x100 ? reader.u32() : defaults.duration;
    const size = flags & 0x200 ? reader.u32() : defaults.size;
    const own = flags & 0x400 ? reader.u32() : null;
    const offset = flags & 0x800 ? (version === 0 ? reader.u32() : reader.i32()) : 0;
    const sampleFlags = own ?? (i === 0 ? firstFlags : null) ?? defaults.flags;
    if (size === 0) {
      throw new MalformedError('a sample is empty');
    }
    const data = new ByteReader(bytes, at).slice(size);
    samples.push({ dts, pts: dts + offset, duration, sync: (sampleFlags & 0x10000) === 0, data });
    at += size;
    dts += duration;
  }
  return samples;
};
