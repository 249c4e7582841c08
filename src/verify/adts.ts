/** AAC frames with ADTS headers (ISO/IEC 13818-7 section 6.2). */
import { MalformedError } from './bytes.ts';

export interface AdtsFrame {
  /** Object type, rate and channels, as an AudioSpecificConfig would say them, in hex. */
  readonly config: string;
  readonly data: Uint8Array;
}

/** @throws MalformedError when frames do not follow each other exactly. */
export const splitAdts = (bytes: Uint8Array): AdtsFrame[] => {
  const frames: AdtsFrame[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = bytes.subarray(at, at + 7);
    const length = ((d & 3) << 11) | (e << 3) | (f >> 5);
    const header = (b & 1) === 0 ? 9 : 7;
    if (a !== 0xff || (b & 0xf6) !== 0xf0 || length <= header || at + length > bytes.length) {
      throw new MalformedError(`no ADTS frame at byte ${at} of ${bytes.length}`);
    }
    if ((g & 3) !== 0) {
      throw new MalformedError('an ADTS frame holds more than one block');
    }
    frames.push({ config: config(c, d), data: bytes.subarray(at + header, at + length) });
    at += length;
  }
  return frames;
};

const config = (c: number, d: number): string => {
  const object = (c >> 6) + 1;
  const rate = (c >> 2) & 15;
  const channels = ((c & 1) << 2) | (d >> 6);
  return ((object << 11) | (rate << 7) | (channels << 3)).toString(16).padStart(4, '0');
};
