/** Files of kinds that few people have, through all checks of `haema verify`. */
import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import { test } from 'node:test';
import { verifyFile } from '../../src/verify/verify.ts';
import { FOLDER, makeClip } from '../support/clips.ts';
import { engine } from '../support/title.ts';

const pictures = (rate: number, seconds: number, filters = 'null'): string[] => {
  const source = `testsrc2=s=320x240:r=${rate}:d=${seconds},${filters}`;
  return ['-f', 'lavfi', '-i', source, '-fps_mode', 'passthrough'];
};
const sound = (seconds: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  `sine=f=440:r=48000:d=${seconds}`,
];
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];

interface Case {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'slow motion: the frame before a boundary is none of the segment behind it',
    file: 'slow-motion.mp4',
    args: [...sound(6), ...pictures(240, 6), ...X264, '-c:a', 'aac'],
  },
  {
    name: 'very slow motion',
    file: 'very-slow-motion.mp4',
    args: [...pictures(960, 3), ...X264],
  },
  {
    name: 'very slow motion, by milliseconds',
    file: 'very-slow-motion.mkv',
    args: [...pictures(960, 3), ...X264],
  },
  {
    name: 'a header that tells of more frames than there are',
    file: 'fewer-frames.mkv',
    args: [...sound(9), ...pictures(100, 9, 'select=not(mod(n\\,3))'), ...X264, '-c:a', 'aac'],
  },
  {
    name: 'sound in blocks that are shorter than the unit of their times',
    file: 'truehd.mkv',
    args: [...sound(9), ...pictures(25, 9), ...X264, '-c:a', 'truehd', '-strict', '-2'],
  },
  {
    name: 'sound whose times libav cannot reckon behind a seek',
    file: 'speex.ogv',
    args: [
      ...[...sound(9), ...pictures(25, 9), '-c:v', 'libtheora'],
      ...['-c:a', 'libspeex', '-ar', '16000'],
    ],
  },
];

for (const { name, file, args } of cases) {
  test(`${name}: ${file}`, async () => {
    const path = makeClip(FOLDER, file, args);
    const source = { root: dirname(path), path: basename(path) };
    const { outcome, failures } = await verifyFile(engine, source);
    assert.deepEqual([outcome, failures], ['plays', []]);
  });
}
