/** NAL units of H.264 (ITU-T H.264 section 7.3.1 and Annex B; ISO/IEC 14496-15 for MP4). */
import { ByteReader } from './bytes.ts';

export const NAL = { SLICE: 1, IDR: 5, SEI: 6, SPS: 7, PPS: 8, DELIMITER: 9 } as const;

export const nalType = (unit: Uint8Array): number => (unit[0] ?? 0) & 0x1f;

/** The units between start codes, without trailing zeros. */
export const splitAnnexB = (bytes: Uint8Array): Uint8Array[] => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const units: Uint8Array[] = [];
  let start = buffer.indexOf(START_CODE);
  while (start >= 0) {
    const from = start + START_CODE.length;
    start = buffer.indexOf(START_CODE, from);
    let end = start < 0 ? bytes.length : start;
    while (end > from && bytes[end - 1] === 0) {
      end--;
    }
    if (end > from) {
      units.push(bytes.subarray(from, end));
    }
  }
  return units;
};

const START_CODE = Buffer.from([0, 0, 1]);

/** @throws MalformedError when a length reaches beyond the sample. */
export const splitLengthPrefixed = (sample: Uint8Array, lengthSize: number): Uint8Array[] => {
  const reader = new ByteReader(sample);
  const units: Uint8Array[] = [];
  while (reader.left > 0) {
    let length = 0;
    for (let i = 0; i < lengthSize; i++) {
      length = length * 256 + reader.u8();
    }
    units.push(reader.slice(length));
  }
  return units;
};
