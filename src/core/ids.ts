import { hash } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_BYTES = 10;

/** What a video_id looks like; for routes, which refuse everything else before they look it up. */
export const VIDEO_ID = /^[a-z2-7]{16}$/;

/**
 * The id that URLs carry for a video first seen at this place: short, the same on every machine
 * that has the same folder, and telling nothing of the path. NFC first, because the same name
 * arrives in NFD from macOS. `salt` makes the next id for a place whose first one is taken.
 */
export const videoId = (root: string, path: string, salt = 0): string => {
  const text = [root, path].map((part) => part.normalize('NFC')).concat(salt ? [`${salt}`] : []);
  return idOf(text);
};

/** The id of what these parts name, of the same looks as that of a video. */
export const idOf = (parts: readonly string[]): string =>
  // NUL can be in neither a label nor a path: no two inputs make the same text.
  base32(hash('sha256', parts.join('\0'), 'buffer').subarray(0, ID_BYTES));

/** RFC 4648, lower case, for whole groups of five bytes: there is never padding. */
export const base32 = (bytes: Uint8Array): string => {
  let out = '';
  for (let at = 0; at < bytes.length; at += 5) {
    // 40 bits are more than an int32 and less than a double holds.
    let group = bytes.subarray(at, at + 5).reduce((sum, byte) => sum * 256 + byte, 0);
    let letters = '';
    for (let i = 0; i < 8; i++) {
      letters = ALPHABET.charAt(group % 32) + letters;
      group = Math.floor(group / 32);
    }
    out += letters;
  }
  return out;
};
