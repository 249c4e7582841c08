/** Names of codecs as RFC 6381 and the registrations it points to write them. */
import { HaemaError } from '../core/errors.ts';

/** AAC-LC (ISO/IEC 14496-3: audio object type 2). */
export const AAC_LC = 'mp4a.40.2';

/**
 * `avc1.PPCCLL` of the H.264 track that this init segment is of: profile, constraints and level are
 * the three bytes behind the version of its avcC (ISO/IEC 14496-15, 5.3.3.1.2). Our own init
 * segments hold one track, and nothing before its avcC that could spell the name.
 */
export const avcCodec = (init: Buffer): string => {
  const at = init.indexOf('avcC', 0, 'latin1');
  if (at < 0 || at + 8 > init.length) {
    throw new HaemaError('ENGINE_FAILED', 'the engine made an init segment without parameter sets');
  }
  return `avc1.${init.toString('hex', at + 5, at + 8)}`;
};

/** libav's names of codecs whose packets players take in fMP4 as they are. */
const SOUND_NAMES: Readonly<Record<string, string>> = {
  mp3: 'mp4a.40.34',
  ac3: 'ac-3',
  eac3: 'ec-3',
  opus: 'Opus',
  flac: 'fLaC',
};

/** Whether sound of this codec can be handed on as it is. */
export const isCopiedSound = (codec: string): boolean =>
  codec === 'aac' || Object.hasOwn(SOUND_NAMES, codec);

/** The name of a copied track by its codec and its init segment. */
export const soundCodec = (codec: string, init: Buffer): string =>
  SOUND_NAMES[codec] ?? `mp4a.40.${audioObjectType(init)}`;

/** Tags of ISO/IEC 14496-1 8.3.3 in the order in which they enclose each other. */
const ES = 0x03;
const DECODER_CONFIG = 0x04;
const DECODER_SPECIFIC = 0x05;
/** What stands before the next tag: an id and flags; the type, sizes and rates. */
const SKIPPED: Readonly<Record<number, number>> = { [ES]: 3, [DECODER_CONFIG]: 13 };

/**
 * Whether ADTS, the form of AAC in MPEG-TS, can say what the init segment says: a channel
 * configuration and a rate by number (ISO/IEC 14496-3 1.A.3.2), frames of 1024 samples.
 */
export const fitsAdts = (init: Buffer): boolean => {
  const bits = init.readUIntBE(audioConfigAt(init), 3);
  const [type, rate, channels] = [bits >> 19, (bits >> 15) & 15, (bits >> 11) & 15];
  const hasShortFrames = type === 2 && ((bits >> 10) & 1) === 1;
  return rate < 13 && channels >= 1 && channels <= 7 && !hasShortFrames;
};

/**
 * CHANNELS of a track of E-AC-3 with joint object coding (Atmos), `16/JOC`: dec3 tells of it behind
 * its substreams (ETSI TS 103 420 C.3.2.3). Null without.
 */
export const objectChannels = (init: Buffer): string | null => {
  const name = init.indexOf('dec3', 0, 'latin1');
  if (name < 4) return null;
  const config = init.subarray(name + 4, name - 4 + init.readUInt32BE(name - 4));
  let at = 2;
  for (let left = ((config[1] ?? 0) & 7) + 1; left > 0; left--) {
    const dependents = ((config[at + 2] ?? 0) >> 1) & 15;
    at += dependents > 0 ? 4 : 3;
  }
  const objects = ((config[at] ?? 0) & 1) === 1 ? (config[at + 1] ?? 0) : 0;
  return objects > 0 ? `${objects}/JOC` : null;
};

const audioObjectType = (init: Buffer): number => {
  const bits = init.readUInt16BE(audioConfigAt(init));
  const type = bits >> 11;
  return type === 31 ? 32 + ((bits >> 5) & 63) : type;
};

/** Where the AudioSpecificConfig (1.6.2.1) begins in the esds of our own init segments. */
const audioConfigAt = (init: Buffer): number => {
  const box = init.indexOf('esds', 0, 'latin1');
  if (box < 0) throw malformed();
  let at = box + 8;
  for (const tag of [ES, DECODER_CONFIG, DECODER_SPECIFIC]) {
    if (init[at] !== tag) throw malformed();
    do at++;
    while ((init[at] ?? 0) >= 0x80);
    at += 1 + (SKIPPED[tag] ?? 0);
  }
  if (at + 3 > init.length) throw malformed();
  return at;
};

const malformed = (): HaemaError =>
  new HaemaError('ENGINE_FAILED', 'the engine made an init segment without a configuration');
