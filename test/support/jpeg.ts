/** What a JPEG says of itself, and what it shows. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** By its frame header (ITU-T T.81 B.2.2). */
export const jpegSize = (data: Buffer): Size => {
  assert.equal(data.readUInt16BE(0), 0xffd8);
  assert.equal(data.readUInt16BE(data.length - 2), 0xffd9);
  let at = 2;
  while (data[at + 1] !== 0xc0) {
    assert.equal(data[at], 0xff);
    at += 2 + data.readUInt16BE(at + 2);
  }
  return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) };
};

/** Its luma, row by row, as ffmpeg decodes it. */
export const lumaOf = (data: Buffer): Buffer =>
  execFileSync(
    'ffmpeg',
    ['-v', 'error', '-f', 'mjpeg', '-i', '-', '-pix_fmt', 'gray', '-f', 'rawvideo', '-'],
    { input: data, maxBuffer: 1 << 28 },
  );
