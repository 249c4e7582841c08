/** Odd pictures, seen pixel by pixel: each corner where a player shows it, in its colour. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { segmentCount } from '../../src/stream/title.ts';
import { verifyFile } from '../../src/verify/verify.ts';
import { FOLDER, makeClip } from '../support/clips.ts';
import { tempDir } from '../support/temp-dir.ts';
import { engine, largest, make, open } from '../support/title.ts';

type Rgb = readonly [number, number, number];

/** Of the corners from left to right, the upper ones first. */
const CORNERS = ['red', 'lime', 'blue', 'yellow'] as const;
type Colour = (typeof CORNERS)[number] | 'gray' | 'black' | 'white';

const RGB: Record<Colour, Rgb> = {
  red: [255, 0, 0],
  lime: [0, 255, 0],
  blue: [0, 0, 255],
  yellow: [255, 255, 0],
  gray: [128, 128, 128],
  black: [0, 0, 0],
  white: [255, 255, 255],
};

/** What converting to 4:2:0 in BT.601 or BT.709, and coding it, may make of a colour. */
const CLOSE = 24;

/** Grey, with a box of a quarter of the width and the height in each corner. */
const corners = (size: string, ...filters: string[]): string[] => {
  const places = ['x=0:y=0', 'x=iw*3/4:y=0', 'x=0:y=ih*3/4', 'x=iw*3/4:y=ih*3/4'];
  const boxes = places.map((at, i) => `drawbox=${at}:w=iw/4:h=ih/4:c=${CORNERS[i]}:t=fill`);
  const source = `color=gray:s=${size}:r=10:d=1,format=gbrp`;
  return ['-f', 'lavfi', '-i', [source, ...boxes, ...filters].join(',')];
};
const h264 = (format: string): string[] => ['-c:v', 'libx264', '-crf', '10', '-pix_fmt', format];

interface Shown {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

/** The first picture of what is made of a file, or the last one. */
const shown = async (t: TestContext, file: string, which: 0 | -1 = 0): Promise<Shown> => {
  const title = await open(file);
  const segment = which === 0 ? 0 : segmentCount(title) - 1;
  const { data } = await make(title, largest(title), segment);
  const made = join(tempDir(t), 'made.ts');
  writeFileSync(made, data);
  const recipe = title.ladder[0]?.recipe ?? { width: 0, height: 0 };
  const few = which === 0 ? ['-frames:v', '1'] : [];
  const flags = [...few, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  const pictures = execFileSync('ffmpeg', ['-v', 'error', '-i', made, ...flags]);
  const size = recipe.width * recipe.height * 3;
  const pixels = which === 0 ? pictures : pictures.subarray(-size);
  assert.equal(pixels.length, size);
  return { width: recipe.width, height: recipe.height, pixels };
};

/** At a place between 0 and 1 from the left and from above. */
const pixel = ({ width, height, pixels }: Shown, x: number, y: number): Rgb => {
  const at = 3 * (Math.floor(y * height) * width + Math.floor(x * width));
  return [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
};

const assertColour = (picture: Shown, x: number, y: number, colour: Colour | Rgb): void => {
  const seen = pixel(picture, x, y);
  const wanted = typeof colour === 'string' ? RGB[colour] : colour;
  const apart = seen.map((value, i) => Math.abs(value - (wanted[i] ?? 0)));
  assert.ok(Math.max(...apart) <= CLOSE, `${seen} at ${x}, ${y} is ${colour}`);
};

const PLACES = [
  [0.1, 0.1],
  [0.9, 0.1],
  [0.1, 0.9],
  [0.9, 0.9],
] as const;

/** Also where the boxes end: nothing is shifted or cut off. */
const assertCorners = (picture: Shown, colours: readonly Colour[]): void => {
  for (const [i, [x, y]] of PLACES.entries()) {
    const colour = colours[i] ?? 'gray';
    assertColour(picture, x, y, colour);
    assertColour(picture, x + Math.sign(0.5 - x) * 0.12, y, colour);
    assertColour(picture, x, y + Math.sign(0.5 - y) * 0.12, colour);
    assertColour(picture, x + Math.sign(0.5 - x) * 0.18, y, 'gray');
    assertColour(picture, x, y + Math.sign(0.5 - y) * 0.18, 'gray');
  }
};

/** The same file with another matrix in its tkhd box (ISO 14496-12, 8.3.2). */
const turned = (t: TestContext, file: string, [a, b, c, d]: readonly number[]): string => {
  const bytes = readFileSync(file);
  const matrix = bytes.indexOf('tkhd') + 4 + 40;
  for (const [at, value] of [a, b, 0, c, d].entries()) {
    bytes.writeInt32BE((value ?? 0) * 65_536, matrix + 4 * at);
  }
  const path = join(tempDir(t), 'turned.mp4');
  writeFileSync(path, bytes);
  return path;
};

/** A point at x, y is shown at ax + cy, bx + dy. */
const MATRICES = {
  'as it is': [1, 0, 0, 1],
  'a quarter to the right': [0, 1, -1, 0],
  'upside down': [-1, 0, 0, -1],
  'a quarter to the left': [0, -1, 1, 0],
  'mirrored from left to right': [-1, 0, 0, 1],
  'mirrored from top to bottom': [1, 0, 0, -1],
  'mirrored along the diagonal': [0, 1, 1, 0],
  'mirrored along the other diagonal': [0, -1, -1, 0],
} as const;

for (const [name, matrix] of Object.entries(MATRICES)) {
  test(`a picture that is shown ${name}`, async (t) => {
    const clip = makeClip(FOLDER, 'corners.mp4', [...corners('160x96'), ...h264('yuv420p')]);
    const picture = await shown(t, turned(t, clip, matrix));
    const [a, b, c, d] = matrix;
    const upright = a !== 0;
    assert.deepEqual([picture.width, picture.height], upright ? [160, 96] : [96, 160]);
    const colours: Colour[] = [];
    for (const [i, [x, y]] of PLACES.entries()) {
      const [fromX, fromY] = [x - 0.5, y - 0.5];
      const right = a * fromX + c * fromY > 0 ? 1 : 0;
      const below = b * fromX + d * fromY > 0 ? 2 : 0;
      colours[right + below] = CORNERS[i] ?? 'gray';
    }
    assertCorners(picture, colours);
  });
}

interface Odd {
  readonly name: string;
  readonly args: readonly string[];
  readonly size: readonly [number, number];
}

const ODD: Odd[] = [
  {
    name: 'anamorphic.mp4',
    args: [...corners('120x96', 'setsar=4/3'), ...h264('yuv420p')],
    size: [160, 96],
  },
  {
    name: 'anamorphic-narrow.mp4',
    args: [...corners('160x96', 'setsar=1/2'), ...h264('yuv420p')],
    size: [80, 96],
  },
  {
    name: 'full-range.mp4',
    args: [...corners('160x96'), ...h264('yuvj420p')],
    size: [160, 96],
  },
  {
    name: 'odd.mkv',
    args: [...corners('161x97'), '-c:v', 'ffv1', '-pix_fmt', 'yuv420p'],
    size: [160, 96],
  },
  { name: 'odd-4-4-4.mp4', args: [...corners('161x97'), ...h264('yuv444p')], size: [160, 96] },
  { name: '4-2-2-deep.mp4', args: [...corners('160x96'), ...h264('yuv422p10le')], size: [160, 96] },
  {
    name: '4-4-4-deep.mkv',
    args: [...corners('160x96'), '-c:v', 'ffv1', '-pix_fmt', 'yuv444p12le'],
    size: [160, 96],
  },
  {
    name: 'rgb.mkv',
    args: [...corners('160x96'), '-c:v', 'ffv1', '-pix_fmt', 'bgr0'],
    size: [160, 96],
  },
  {
    name: 'bt709.mp4',
    args: [
      ...corners('160x96', 'scale=out_color_matrix=bt709', 'format=yuv420p'),
      ...h264('yuv420p'),
      ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
    ],
    size: [160, 96],
  },
];

for (const { name, args, size } of ODD) {
  test(`${name}: its corners have their colours`, async (t) => {
    const picture = await shown(t, makeClip(FOLDER, name, args));
    assert.deepEqual([picture.width, picture.height], size);
    assertCorners(picture, CORNERS);
  });
}

/** The second behind one of 160 × 96: where in the picture it lies then. */
const CHANGES = [
  { name: 'narrower', video: [...corners('96x96'), ...h264('yuv420p')], box: [0.2, 0, 0.6, 1] },
  {
    name: 'of wider pixels',
    video: [...corners('160x96', 'setsar=2'), ...h264('yuv420p')],
    box: [0, 0.25, 1, 0.5],
  },
  {
    name: 'of fields, and of wider pixels',
    video: [
      ...corners('160x96', 'setsar=2', 'setfield=tff'),
      ...['-c:v', 'mpeg2video', '-q:v', '2', '-flags', '+ildct+ilme', '-pix_fmt', 'yuv420p'],
    ],
    box: [0, 0.25, 1, 0.5],
  },
  {
    name: 'larger, of the same shape',
    video: [...corners('320x192'), ...h264('yuv420p')],
    box: [0, 0, 1, 1],
  },
] as const;

for (const { name, video, box } of CHANGES) {
  test(`a part that is ${name} is shown whole, in its own shape`, async (t) => {
    const [left, top, width, height] = box;
    const coded = video.slice(corners('').length);
    const plain = [...corners('160x96', 'setfield=tff'), ...coded, '-bf', '0'];
    const first = makeClip(FOLDER, 'before.ts', plain);
    const second = makeClip(FOLDER, 'behind.ts', [...video, '-bf', '0', '-output_ts_offset', '1']);
    const file = join(tempDir(t), 'changing.ts');
    writeFileSync(file, Buffer.concat([first, second].map((part) => readFileSync(part))));
    assertCorners(await shown(t, file), CORNERS);
    const picture = await shown(t, file, -1);
    assert.deepEqual([picture.width, picture.height], [160, 96]);
    for (const [i, [x, y]] of PLACES.entries()) {
      assertColour(picture, left + x * width, top + y * height, CORNERS[i] ?? 'gray');
    }
    assertColour(picture, left + width / 2, top + height / 2, 'gray');
    if (left > 0) assertColour(picture, left / 2, 0.5, 'black');
    if (top > 0) assertColour(picture, 0.5, 1 - top / 2, 'black');
    const { failures } = await verifyFile(
      engine,
      { root: dirname(file), path: basename(file) },
      { quick: true },
    );
    assert.deepEqual(failures, []);
  });
}

/** Black and white of full range are what they are in limited range. */
test('full range is no more contrast', async (t) => {
  const steps =
    'color=black:s=160x96:r=10:d=1,format=gbrp,drawbox=x=40:w=40:h=96:y=0:c=gray:t=fill';
  const source = `${steps},drawbox=x=80:w=80:h=96:y=0:c=white:t=fill`;
  for (const format of ['yuvj420p', 'yuv420p']) {
    const clip = makeClip(FOLDER, `${format}.mp4`, ['-f', 'lavfi', '-i', source, ...h264(format)]);
    const picture = await shown(t, clip);
    assertColour(picture, 0.1, 0.5, 'black');
    assertColour(picture, 0.4, 0.5, 'gray');
    assertColour(picture, 0.9, 0.5, 'white');
  }
});

/** Left half white, of which the upper half cannot be seen at all; the right half is half there. */
const CLEAR = [
  'color=white:s=160x96:r=10:d=1,format=gbrap',
  String.raw`geq=r=255:g=255:b=255:a='if(lt(X\,80)\,if(lt(Y\,48)\,0\,255)\,128)'`,
].join(',');

for (const [name, codec] of [
  ['clear.mov', ['-c:v', 'qtrle', '-pix_fmt', 'argb']],
  ['clear-8.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'yuva420p']],
  ['clear-10.mov', ['-c:v', 'prores_ks', '-profile:v', '4444', '-pix_fmt', 'yuva444p10le']],
] as const) {
  test(`${name}: what can be seen through is black behind`, async (t) => {
    const picture = await shown(t, makeClip(FOLDER, name, ['-f', 'lavfi', '-i', CLEAR, ...codec]));
    assertColour(picture, 0.2, 0.2, 'black');
    assertColour(picture, 0.2, 0.8, 'white');
    assertColour(picture, 0.8, 0.5, 'gray');
  });
}

test('the fourth byte of raw RGB is no alpha', async (t) => {
  const args = ['-f', 'lavfi', '-i', 'color=white@0:s=160x96:r=10:d=1,format=bgra'];
  const clip = makeClip(FOLDER, 'raw.avi', [...args, '-c:v', 'rawvideo', '-pix_fmt', 'bgra']);
  assertColour(await shown(t, clip), 0.5, 0.5, 'white');
});

test('a picture of 2 × 2 and one of 8K are shown', async (t) => {
  const tiny = ['-f', 'lavfi', '-i', 'color=lime:s=16x16:r=10:d=1,scale=2:2,format=yuv444p'];
  const small = await shown(t, makeClip(FOLDER, 'tiny.mkv', [...tiny, '-c:v', 'ffv1']));
  assert.deepEqual([small.width, small.height], [2, 2]);
  assertColour(small, 0.5, 0.5, 'lime');
  const huge = ['-f', 'lavfi', '-i', 'color=lime:s=7680x4320:r=10:d=0.1'];
  const coded = [...huge, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
  const title = await open(makeClip(FOLDER, 'huge.mp4', coded));
  assert.deepEqual(title.ladder.map(({ name }) => name).at(0), '2160p_h264');
  const { stats } = await make(title, '240p_h264', 0);
  assert.equal(stats.framesEncoded, 1);
});
