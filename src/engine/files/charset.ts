/** Which characters the bytes of a text file stand for. */
import { isUtf8 } from 'node:buffer';
import chardet from 'chardet';

export interface DecodedText {
  readonly text: string;
  /** By its name in the Encoding Standard. */
  readonly charset: string;
  /** False where another one may be meant. */
  readonly sure: boolean;
}

const MARKS: readonly (readonly [charset: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** What is looked at to tell one character set from another. */
const SAMPLE = 64 * 1024;
/** Of a hundred: below this the detector knows little. */
const SURE = 50;
/** How far the next best has to be behind. */
const AHEAD = 15;
/** What most files are that no detector knows. */
const FALLBACK = 'windows-1252';

/** By its byte order mark, its zeros, as valid UTF-8, else by what it looks like. */
export const decodeText = (bytes: Buffer): DecodedText => {
  const marked = MARKS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte));
  if (marked !== undefined) return decoded(bytes, marked[0], true);
  const wide = wideCharset(bytes.subarray(0, SAMPLE)); // may be valid UTF-8, too
  if (wide !== null) return decoded(bytes, wide, true);
  if (isUtf8(bytes)) return decoded(bytes, 'utf-8', true);
  const { charset, sure } = detected(sampleOf(bytes));
  return decoded(bytes, charset, sure);
};

const decoded = (bytes: Buffer, charset: string, sure: boolean): DecodedText => {
  const text = new TextDecoder(charset).decode(bytes);
  return { text, charset, sure: sure && !text.includes('\ufffd') };
};

/** UTF-16 without a mark: in subtitles most characters are of times and ends of lines. */
const wideCharset = (sample: Buffer): string | null => {
  const zeros = [0, 0];
  for (const [i, byte] of sample.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = sample.length / 10;
  if (odd > many && odd > 10 * even) return 'utf-16le';
  return even > many && even > 10 * odd ? 'utf-16be' : null;
};

/**
 * Letters outside ASCII and what is around them: the rest of a long file tells nothing, and would
 * make one look like any other.
 */
const sampleOf = (bytes: Buffer): Buffer => {
  const parts: Buffer[] = [];
  let size = 0;
  for (let at = 0; at < bytes.length && size < SAMPLE; ) {
    const newline = bytes.indexOf(0x0a, at);
    const end = newline < 0 ? bytes.length : newline + 1;
    const line = bytes.subarray(at, Math.min(end, at + SAMPLE - size));
    if (line.some((byte) => byte >= 0x80)) {
      parts.push(line);
      size += line.length;
    }
    at = end;
  }
  return Buffer.concat(parts);
};

const detected = (sample: Buffer): { readonly charset: string; readonly sure: boolean } => {
  const [best, next] = chardet
    .analyse(sample)
    .flatMap(({ name, confidence }) => {
      const charset = nameOf(name);
      // It is not valid UTF-8: with more than a few wrong bytes it is none.
      const isNone = charset === null || (charset === 'utf-8' && confidence < SURE);
      return isNone ? [] : [{ charset, confidence }];
    })
    .filter(({ charset }, i, all) => all.findIndex((it) => it.charset === charset) === i);
  if (best === undefined) return { charset: FALLBACK, sure: false };
  const alone = best.confidence - (next?.confidence ?? 0) >= AHEAD;
  return { charset: best.charset, sure: best.confidence >= SURE && alone };
};

/** Null for what TextDecoder does not know. */
const nameOf = (name: string): string | null => {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return null;
  }
};
