/** A clip with CEA-608 captions within its pictures, and what ffmpeg reads of any. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER, makeClip } from './clips.ts';

export const RATE = 24;
const SECONDS = 6;

export interface Line {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Across boundaries of segments, and within one. */
export const LINES: readonly Line[] = [
  { start: 1.5, end: 2.5, text: 'First line' },
  { start: 3.5, end: 5.25, text: 'Across' },
];

const parity = (byte: number): number => {
  let ones = 0;
  for (let bits = byte; bits > 0; bits >>= 1) ones += bits & 1;
  return ones % 2 === 0 ? byte | 0x80 : byte;
};

/** Load, erase, place at the bottom: of channel 1. */
const [LOAD, ERASE_HIDDEN, PLACE] = [
  [0x14, 0x20],
  [0x14, 0x2e],
  [0x14, 0x70],
];
const SHOW = [0x14, 0x2f];
const ERASE = [0x14, 0x2c];

/** Two bytes for each picture. */
const pairs = (): number[][] => {
  const all = Array.from({ length: RATE * SECONDS }, () => [0, 0]);
  for (const { start, end, text } of LINES) {
    const codes = [...text].map((letter) => letter.charCodeAt(0));
    if (codes.length % 2 === 1) codes.push(0);
    const letters = codes.flatMap((code, at) => (at % 2 === 0 ? [[code, codes[at + 1] ?? 0]] : []));
    const loaded = [LOAD, ERASE_HIDDEN, PLACE, ...letters].map((pair) => pair ?? []);
    all.splice(Math.round(start * RATE) - loaded.length, loaded.length, ...loaded);
    all[Math.round(start * RATE)] = SHOW;
    all[Math.round(end * RATE)] = ERASE;
  }
  return all.map((pair) => pair.map(parity));
};

/** As SEI; nothing in it has to be escaped. */
const seiOf = (pair: readonly number[]): Buffer => {
  const message = [0xb5, 0, 0x31, ...Buffer.from('GA94'), 3, 0x41, 0xff, 0xfc, ...pair, 0xff];
  return Buffer.from([0, 0, 0, 1, 6, 4, message.length, ...message, 0x80]);
};

/** One before the first slice of each picture. */
const captioned = (stream: Buffer): Buffer => {
  const all = pairs();
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = stream.indexOf('000001', 0, 'hex'); at >= 0; ) {
    const type = (stream[at + 3] ?? 0) & 0x1f;
    if (type === 1 || type === 5) {
      const begin = stream[at - 1] === 0 ? at - 1 : at;
      parts.push(stream.subarray(from, begin), seiOf(all.shift() ?? [0x80, 0x80]));
      from = begin;
    }
    at = stream.indexOf('000001', at + 3, 'hex');
  }
  return Buffer.concat([...parts, stream.subarray(from)]);
};

const streamFile = (): string => {
  const path = join(FOLDER, 'closed-captions.h264');
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  const source = `testsrc2=s=320x180:r=${RATE}:d=${SECONDS}`;
  const coding = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-bf',
    '0',
    '-g',
    '48',
    '-threads',
    '1',
  ];
  const args = ['-v', 'error', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', ...coding];
  const stream = execFileSync('ffmpeg', [...args, '-f', 'h264', '-'], { maxBuffer: 2 ** 28 });
  writeFileSync(`${path}.${process.pid}`, captioned(stream));
  renameSync(`${path}.${process.pid}`, path);
  return path;
};

/** 320 × 180, six seconds; made when first asked for. */
export const closedCaptionsClip = (name: `${string}.${'mp4' | 'ts'}`): string =>
  makeClip(FOLDER, name, ['-r', String(RATE), '-i', streamFile(), '-c', 'copy']);

/** In MPEG-2 with pictures that are shown before the key picture that they follow. */
export const mpeg2CaptionsClip = (): string =>
  makeClip(FOLDER, 'captions-mpeg2.ts', [
    ...['-i', closedCaptionsClip('captions.mp4'), '-c:v', 'mpeg2video', '-q:v', '4'],
    ...['-bf', '2', '-g', '24'],
  ]);

const TIMES = /^(\d+):(\d+):(\d+),(\d+) --> (\d+):(\d+):(\d+),(\d+)$/;

const secondsOf = (parts: readonly string[]): number => {
  const [hours = 0, minutes = 0, seconds = 0, milliseconds = 0] = parts.map(Number);
  return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000;
};

/** What ffmpeg shows of the captions of a file, from its own first picture on. */
export const captionsByFfmpeg = (path: string): Line[] => {
  const args = ['-v', 'error', '-f', 'lavfi', '-i', `movie=${path}[out0+subcc]`];
  const { stdout } = spawnSync('ffmpeg', [...args, '-map', '0:s', '-f', 'srt', '-']);
  const blocks = String(stdout)
    .trim()
    .split(/\r?\n\r?\n/);
  return blocks.flatMap((block) => {
    const [, times = '', ...lines] = block.split(/\r?\n/);
    const parts = TIMES.exec(times)?.slice(1);
    if (parts === undefined) return [];
    const text = lines
      .join('\n')
      .replaceAll(/<[^>]*>|\{[^}]*\}|\\h/g, '')
      .trim();
    return [{ start: secondsOf(parts.slice(0, 4)), end: secondsOf(parts.slice(4)), text }];
  });
};
