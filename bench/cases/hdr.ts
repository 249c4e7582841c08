/** Pictures in HDR scaled and mapped to SDR, against ffmpeg's filters doing so. */
import { join } from 'node:path';
import { hdr1080 } from '../clips.ts';
import type { Case, Comparison } from '../comparison.ts';
import { compiled } from '../compiled.ts';
import { runWhole } from '../processes.ts';

const CHECKOUT = new URL('../..', import.meta.url).pathname;
/** For what calls the library that the addon is made of. */
const ENGINE = ['-I', join(CHECKOUT, 'native'), join(CHECKOUT, 'build/libhaema_engine.a')];

const PICTURES = 160;

const SIZES = [
  { width: 1920, height: 1080, atMost: 0.25 },
  { width: 1280, height: 720, atMost: 0.5 },
] as const;

/** Smaller pictures are scaled first, as ours are. One thread, as each GOP of ours has. */
const ffmpegMap = (file: string, size: { width: number; height: number }): string[] => [
  ...['ffmpeg', '-nostdin', '-v', 'error', '-threads', '1', '-filter_threads', '1'],
  ...['-stream_loop', '-1', '-f', 'rawvideo', '-pix_fmt', 'yuv420p10le', '-s', '1920x1080'],
  ...['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc'],
  ...['-color_range', 'tv', '-i', file, '-frames:v', String(PICTURES), '-vf'],
  `zscale=w=${size.width}:h=${size.height}:f=bicubic,zscale=t=linear:npl=100,format=gbrpf32le,` +
    'zscale=p=bt709,tonemap=mobius:param=0.3:desat=0:peak=10,' +
    'zscale=t=bt709:m=bt709:r=tv,format=yuv420p',
  ...['-f', 'null', '-'],
];

export const hdr: Case = async (scratch) => {
  const file = hdr1080();
  const program = compiled('tone_map', scratch, ENGINE);
  return SIZES.map((size): Comparison => {
    const { width, height, atMost } = size;
    const ours = [program, file, '1920', '1080', width, height, PICTURES].map(String);
    return {
      name: `${PICTURES} pictures of 1080p PQ to ${height}p SDR`,
      files: [file],
      baseline: 'ffmpeg',
      variants: {
        'av::Scaler': () => runWhole(ours),
        ffmpeg: () => runWhole(ffmpegMap(file, size)),
      },
      claims: [{ variant: 'av::Scaler', metric: 'cpuMs', atMost }],
    };
  });
};
