/** Clips in HDR, and what FFmpeg's own filters make of such films. */
import { spawnSync } from 'node:child_process';
import type { ToneMap } from '../../src/core/recipes.ts';
import { FOLDER, makeClip } from './clips.ts';

const BT2020 = ['-color_primaries', 'bt2020', '-colorspace', 'bt2020nc', '-color_range', 'tv'];

/** Shapes and ramps whose white is 600 cd/m², with BT.709's colours and with BT.2020's. */
const pictures = (transfer: string): string[] => {
  const to = `t=${transfer}:m=2020_ncl:p=2020:r=tv:npl=600,format=yuv420p10le`;
  const from = (primaries: string): string =>
    `zscale=tin=709:min=709:pin=${primaries}:rin=tv:${to}`;
  const halves = `split[a][b];[a]${from('709')}[c];[b]${from('2020')}[d];[c][d]hstack`;
  return ['-f', 'lavfi', '-i', `testsrc2=s=320x360:r=24:d=3,format=yuv444p,${halves}`];
};
const SOUND = ['-f', 'lavfi', '-i', 'sine=f=330:r=48000:d=3', '-c:a', 'aac'];

const CLIPS = {
  'pq.mp4': () => [
    ...[...pictures('smpte2084'), ...SOUND, '-c:v', 'libx265', '-preset', 'ultrafast'],
    ...['-crf', '12', '-color_trc', 'smpte2084', ...BT2020, '-tag:v', 'hvc1'],
    ...['-x265-params', 'log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc'],
  ],
  'hlg.mkv': () => [
    ...[...pictures('arib-std-b67'), ...SOUND, '-c:v', 'libx264', '-preset', 'veryfast'],
    ...['-crf', '12', '-color_trc', 'arib-std-b67', ...BT2020],
  ],
  'wide.mp4': () => [
    ...[...pictures('2020_10'), ...SOUND, '-c:v', 'libx264', '-preset', 'veryfast'],
    ...['-crf', '12', '-color_trc', 'bt2020-10', ...BT2020],
  ],
} satisfies Record<string, () => string[]>;

/** 640 × 360, three seconds; made when first asked for. */
export const hdrClip = (name: keyof typeof CLIPS): string => makeClip(FOLDER, name, CLIPS[name]());

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * zscale raises each colour of HLG to the power of 1.2. BT.2100 multiplies all three by a power of
 * their luminance, so that they keep their proportions: this does the one instead of the other.
 */
const systemGamma = (): string => {
  const scene = (c: string): string => String.raw`pow(max(${c}(X\,Y)\,0)/10\,1/1.2)`;
  const luminance = `0.2627*${scene('r')}+0.678*${scene('g')}+0.0593*${scene('b')}`;
  const light = (c: string) => String.raw`10*${scene(c)}*pow(max(${luminance}\,1e-9)\,0.2)`;
  return `,geq=r=${light('r')}:g=${light('g')}:b=${light('b')}`;
};

/**
 * zscale, tonemap and zscale again, in floating point. What no screen of BT.709 has is cut off in
 * RGB, as screens do: cut off in YUV it would become other colours.
 */
const chainOf = ({ transfer, peak }: ToneMap, { width, height }: Size): string => {
  const gamma = transfer === 'arib-std-b67' ? systemGamma() : '';
  const curve = `,tonemap=mobius:param=0.3:desat=0:peak=${(peak || 1000) / 100}`;
  return (
    `zscale=w=${width}:h=${height}:f=bicubic,zscale=t=linear:npl=100,format=gbrpf32le${gamma},` +
    `zscale=p=bt709${transfer === 'bt709' ? '' : curve},zscale=t=bt709,format=gbrp16le,` +
    'zscale=m=bt709:r=tv,format=yuv420p'
  );
};

/** The first frames of the film, as FFmpeg's filters map them. */
export const mappedByFilters = (path: string, map: ToneMap, size: Size, count: number): Buffer[] =>
  frames(['-i', path, '-vf', chainOf(map, size)], size, count);

/** The first frames of what was made, as they are. */
export const decoded = (bytes: Uint8Array, size: Size, count: number): Buffer[] =>
  frames(['-i', '-', '-pix_fmt', 'yuv420p'], size, count, bytes);

const frames = (args: string[], { width, height }: Size, count: number, input?: Uint8Array) => {
  const all = ['-v', 'error', ...args, '-fps_mode', 'passthrough', '-frames:v', String(count)];
  all.push('-f', 'rawvideo', '-');
  const { status, stdout, stderr } = spawnSync('ffmpeg', all, { input, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`ffmpeg ${all.join(' ')}: ${stderr}`);
  const length = (width * height * 3) / 2;
  return Array.from({ length: count }, (_, at) => stdout.subarray(at * length, (at + 1) * length));
};
