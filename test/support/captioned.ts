/** Clips with image subtitles, and what ffmpeg shows of them. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER, makeClip } from './clips.ts';
import type { Size } from './hdr.ts';
import { type Pgs, type PgsCaption, type PgsObject, writeSup } from './pgs.ts';

/** Of the films. */
export const SIZE: Size = { width: 320, height: 180 };
export const RATE = 24;

/** White, red, and a half of green. */
const PALETTE = [
  [235, 128, 128, 255],
  [81, 240, 90, 255],
  [145, 34, 54, 128],
] as const;

/** A frame of white around red, with a hole of which some shines through. */
const box = (x: number, y: number, width: number, height: number): PgsObject => ({
  ...{ x, y, width, height },
  pixel: (i, j) => {
    const edge = Math.min(i, j, width - 1 - i, height - 1 - j);
    if (edge < 4) return 1;
    return i > width / 2 ? 3 : edge < 8 ? 0 : 2;
  },
});

/** One that ends before the next one, one across boundaries, and two more. */
export const CAPTIONS: readonly PgsCaption[] = [
  { start: 0.5, end: 1.25, objects: [box(40, 120, 100, 40)] },
  { start: 1.75, end: 4.25, objects: [box(101, 21, 77, 31), box(200, 130, 64, 44)] },
  { start: 4.5, end: 4.75, objects: [box(16, 16, 50, 50)] },
  { start: 5, end: 5.5, objects: [box(220, 90, 90, 60)] },
];

const scaled = (captions: readonly PgsCaption[], by: number, down: number): PgsCaption[] =>
  captions.map((caption) => ({
    ...caption,
    objects: caption.objects.map(({ x, y, width, height }) =>
      box(x * by, y * by + down, width * by, height * by),
    ),
  }));

const PLAIN: Pgs = { ...SIZE, palette: PALETTE, captions: CAPTIONS };
/** Of the disc that the film was cropped from: twice as large, with bars above and beneath. */
const BARS = 64;
const CROPPED: Pgs = {
  ...{ width: 640, height: 2 * SIZE.height + 2 * BARS, palette: PALETTE },
  captions: scaled(CAPTIONS, 2, BARS),
};

/** Which ffmpeg itself shows too late. */
const REPLACED: Pgs = {
  ...PLAIN,
  captions: [
    { start: 1, end: null, objects: [box(16, 16, 50, 50)] },
    { start: 3, end: null, objects: [box(220, 90, 90, 60)] },
  ],
};

/**
 * Two at once, whose places depend on each other, one that moves, and a drawing. Nothing slanted:
 * a system may have a face for that, which haema does not use.
 */
const SCRIPT = `[Script Info]
ScriptType: v4.00+
PlayResX: 320
PlayResY: 180

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, \
Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,DejaVu Sans,24,&H00FFFFFF,&H000000FF,&H00000000,&H80000000,1,0,0,0,100,100,0,0,1,2,\
1,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.50,0:00:01.25,Default,,0,0,0,,First line
Dialogue: 0,0:00:01.75,0:00:04.25,Default,,0,0,0,,{\\u1}Below{\\u0} and {\\c&H0000FF&}red
Dialogue: 0,0:00:02.00,0:00:03.50,Default,,0,0,0,,Above it
Dialogue: 1,0:00:04.50,0:00:04.75,Default,,0,0,0,,{\\pos(60,60)\\p1}m 0 0 l 50 0 50 50 0 50
Dialogue: 0,0:00:05.00,0:00:05.50,Default,,0,0,0,,{\\move(60,90,260,90)}Goes
`.replaceAll('\\\n', '');

const supFile = (pgs: Pgs): string => fileOf(writeSup(pgs), 'sup');

const fileOf = (bytes: Uint8Array, ending: string): string => {
  const name = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const path = join(FOLDER, `${name}.${ending}`);
  if (!existsSync(path)) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, bytes);
    renameSync(`${path}.${process.pid}`, path);
  }
  return path;
};

const film = (): string =>
  makeClip(FOLDER, 'under.mkv', [
    ...['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=${RATE}:d=6,eq=saturation=0.5:contrast=0.5`],
    ...['-f', 'lavfi', '-i', 'sine=f=330:r=48000:d=6', '-c:v', 'libx264', '-preset', 'veryfast'],
    ...['-crf', '8', '-g', '48', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
  ]);

const muxed = (pgs: Pgs): string[] => [
  ...['-i', film(), '-i', supFile(pgs), '-map', '0', '-map', '1', '-c', 'copy'],
];
const scripted = (): string[] => [
  ...['-i', film(), '-i', fileOf(Buffer.from(SCRIPT), 'ass'), '-map', '0', '-map', '1'],
  ...['-c', 'copy'],
];
const recoded = (codec: string, ...more: string[]): string[] => [
  ...['-i', film(), '-fix_sub_duration', '-i', supFile(PLAIN), '-map', '0', '-map', '1'],
  ...['-c', 'copy', '-c:s', codec, ...more],
];

const CLIPS = {
  'pgs.mkv': () => muxed(PLAIN),
  'pgs.m2ts': () => muxed(PLAIN),
  'pgs-cropped.mkv': () => muxed(CROPPED),
  'pgs-replaced.mkv': () => muxed(REPLACED),
  'vobsub.mkv': () => recoded('dvdsub'),
  'vobsub.mp4': () => recoded('dvdsub'),
  'ass.mkv': scripted,
  'dvb.ts': () => recoded('dvbsub'),
  'xsub.avi': () => recoded('xsub', '-c:v', 'mpeg4', '-q:v', '2', '-g', '48', '-c:a', 'mp2'),
} satisfies Record<string, () => string[]>;

export type Captioned = keyof typeof CLIPS;

/** 320 × 180, six seconds of pictures, sound and subtitles; made when first asked for. */
export const captionedClip = (name: Captioned): string => makeClip(FOLDER, name, CLIPS[name]());

/** Pictures in yuv420p, as they come. */
export const frames = (args: readonly string[], size: Size, input?: Uint8Array): Buffer[] => {
  const all = ['-v', 'error', ...args, '-fps_mode', 'passthrough', '-pix_fmt', 'yuv420p'];
  all.push('-f', 'rawvideo', '-');
  const { status, stdout, stderr } = spawnSync('ffmpeg', all, { input, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`ffmpeg ${all.join(' ')}: ${stderr}`);
  const length = (size.width * size.height * 3) / 2;
  return Array.from({ length: stdout.length / length }, (_, at) =>
    stdout.subarray(at * length, (at + 1) * length),
  );
};

/** The film with its first subtitles over it. */
export const overlaid = (path: string, before = ''): Buffer[] => {
  const chain = before === '' ? '[0:v][0:s]overlay' : `[0:s]${before}[s];[0:v][s]overlay`;
  return frames(['-i', path, '-filter_complex', chain], SIZE);
};
