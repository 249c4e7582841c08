/** Clips made by the ffmpeg command line: each once, and kept by what it was made with. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { extname, join } from 'node:path';

/** Where clips are kept. */
export const FOLDER = join(tmpdir(), `haema-clips-${userInfo().uid}`);

const ffmpegVersion = (): string =>
  execFileSync('ffmpeg', ['-version'], { encoding: 'utf8' }).split('\n')[0] ?? '';

/**
 * The path of the clip that ffmpeg makes of these arguments (all but the output). Written under
 * another name and moved when complete: an interrupted run leaves no half clip.
 */
export const makeClip = (folder: string, name: string, args: readonly string[]): string => {
  const recipe = JSON.stringify([ffmpegVersion(), args]);
  const key = createHash('sha256').update(recipe).digest('hex').slice(0, 12);
  const extension = extname(name);
  const path = join(folder, `${name.slice(0, -extension.length)}-${key}${extension}`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const part = join(folder, `.${key}-${process.pid}${extension}`);
    try {
      const common = ['-nostdin', '-v', 'error', '-y'];
      execFileSync('ffmpeg', [...common, ...args, part], { stdio: ['ignore', 'inherit', 'pipe'] });
      renameSync(part, path);
    } finally {
      rmSync(part, { force: true });
    }
  }
  return path;
};

const pictures = (seconds: number, size = '320x180', filters = ''): string[] => {
  const tail = filters === '' ? '' : `,${filters}`;
  return ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=24:d=${seconds}${tail}`];
};
const sound = (seconds: number, rate = 48_000): string[] => {
  return ['-f', 'lavfi', '-i', `sine=f=330:beep_factor=3:r=${rate}:d=${seconds}`];
};
const h264 = (...more: string[]): string[] => {
  const gop = ['-g', '120', '-keyint_min', '120', '-sc_threshold', '0'];
  return ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', ...gop, ...more];
};
const AAC = ['-c:a', 'aac', '-b:a', '96k', '-ac', '2'];
const VP9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-g', '96'];
const SECONDS = 8;

const plain = (...more: string[]): string[] => [
  ...pictures(SECONDS),
  ...sound(SECONDS),
  ...h264(),
  ...AAC,
  ...more,
];
/** In 5.1 (left, right, centre, low, back left, back right) a tone of its own each. */
export const TONES = [440, 550, 660, 55, 770, 880];
const tone = (hertz: number): string => `0.3*sin(2*PI*${hertz}*t)`;
const SIX_TONES = `aevalsrc=${TONES.map(tone).join('|')}:c=5.1:s=48000`;

/** The same packets in another container, or some of them. */
const copyOf = (from: readonly string[], ...more: string[]): string[] => [
  ...['-i', makeClip(FOLDER, 'whole.mp4', from), '-map', '0', '-c', 'copy'],
  ...more,
];
const pixels = (format: string): string[] => [
  ...pictures(6),
  ...sound(6),
  ...h264('-pix_fmt', format),
  ...AAC,
];
/** Half an hour, ten seconds a GOP: one minute of pictures thirty times over. */
const half = (): string[] => {
  const minute = [...pictures(60), '-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2'];
  const gop = ['-g', '240', '-keyint_min', '240', '-sc_threshold', '0'];
  const loop = makeClip(FOLDER, 'minute.mkv', [...minute, ...gop]);
  const audio = ['-c:a', 'aac', '-aac_coder', 'fast', '-b:a', '64k'];
  return ['-stream_loop', '29', '-i', loop, ...sound(1800, 32_000), '-c:v', 'copy', ...audio];
};

/** Ten minutes of pictures at 2 Mb/s, and sound only where the filter `heard` lets it pass. */
const holed = (heard: string): string[] => {
  const noise = 'noise=alls=20:allf=t';
  const gop = ['-g', '125', '-b:v', '2M', '-maxrate', '2500k', '-bufsize', '4M'];
  const minute = [...pictures(60, '640x360', noise), '-c:v', 'libx264', '-preset', 'ultrafast'];
  const loop = makeClip(FOLDER, 'noisy-minute.mkv', [...minute, ...gop, '-pix_fmt', 'yuv420p']);
  const audio = makeClip(FOLDER, 'holed.mka', [...sound(600), '-af', `aselect='${heard}'`, ...AAC]);
  return ['-stream_loop', '9', '-i', loop, '-i', audio, '-map', '0', '-map', '1', '-c', 'copy'];
};
const SOUND_ENDS = 'lt(t,20)';
const SOUND_HOLE = 'lt(t,20)+gte(t,480)';

/** Six seconds of stereo at 48 kHz, then as many of mono at 44.1 kHz, then of 5.1 at 32 kHz. */
const changing = (): string[] => {
  const parts = [48_000, 44_100, 32_000].map((rate, part) => {
    const layout = ['stereo', 'mono', '5.1'][part] ?? '';
    const coded = [...h264(), '-c:a', 'aac', '-af', `aformat=channel_layouts=${layout}`];
    const args = [...pictures(6, '160x90'), ...sound(6, rate), ...coded];
    return makeClip(FOLDER, 'part.ts', [...args, '-output_ts_offset', String(6 * part)]);
  });
  return ['-i', `concat:${parts.join('|')}`, '-map', '0', '-c', 'copy'];
};
/** Each picture tells its number: bar b, 40 pixels wide, is white where bit b of it is 1. */
const bars = (): string[] => {
  const luma = String.raw`if(mod(floor(N/pow(2\,floor(X/40)))\,2)\,235\,16)`;
  const source = `color=gray:s=320x180:r=24:d=${SECONDS},geq=lum=${luma}:cb=128:cr=128`;
  return ['-f', 'lavfi', '-i', source];
};
const numbered = (...codec: string[]): string[] => [...bars(), ...sound(SECONDS), ...codec];
/** A minute and a half of 720p with a key frame a second and one tone; bar b is 160 pixels wide. */
const switching = (...gop: string[]): string[] => {
  const luma = String.raw`if(mod(floor(N/pow(2\,X))\,2)\,235\,16)`;
  const small = `color=gray:s=8x2:r=24:d=90,geq=lum=${luma}:cb=128:cr=128`;
  return [
    ...['-f', 'lavfi', '-i', `${small},scale=1280:720:flags=neighbor,setsar=1`],
    ...['-f', 'lavfi', '-i', 'sine=f=440:r=48000:d=90', '-c:v', 'libx264', '-preset', 'veryfast'],
    ...['-bf', '3', ...gop, '-pix_fmt', 'yuv420p', ...AAC],
  ];
};
/** A flash and a beep with every second: a tone in English, another one in German. */
const languages = (): string[] => {
  const luma = String.raw`if(lt(mod(T\,1)\,0.1)\,235\,16)`;
  const flashes = `color=gray:s=16x16:r=24:d=40,geq=lum=${luma}:cb=128:cr=128,scale=640:360`;
  const beeps = (hertz: number): string[] => [
    ...['-f', 'lavfi', '-i'],
    `aevalsrc=0.3*sin(2*PI*${hertz}*t)*lt(mod(t\\,1)\\,0.1):d=40:s=48000`,
  ];
  return [
    ...['-f', 'lavfi', '-i', flashes, ...beeps(600), ...beeps(1800)],
    ...['-map', '0', '-map', '1', '-map', '2', ...h264('-pix_fmt', 'yuv420p', '-g', '48'), ...AAC],
    ...['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=ger'],
  ];
};
/** As many channels, of which nobody says where they are. */
const channels = (count: number): string[] => {
  const tones = Array.from({ length: count }, (_, i) => `0.2*sin(2*PI*${300 + 20 * i}*t)`);
  return ['-f', 'lavfi', '-i', `aevalsrc='${tones.join('|')}':d=5:s=48000`, '-c:a', 'pcm_s16le'];
};

const CLIPS = {
  'h264.mp4': () => copyOf(plain()),
  'h264.mkv': () => copyOf(plain()),
  'h264.ts': () => copyOf(plain()),
  'mpeg2.mpg': () => [
    ...[...pictures(8), ...sound(8), '-c:v', 'mpeg2video', '-b:v', '1M', '-c:a', 'mp2'],
    ...['-r', '25', '-f', 'vob'],
  ],
  // As it lies on the disk while it is made: without an index, and no length in the header.
  'recording.mkv': () => copyOf(plain(), '-live', '1', '-cluster_time_limit', '500'),
  'vp9-opus.webm': () => [...pictures(8), ...sound(8), ...VP9, '-c:a', 'libopus'],
  'mpeg4-mp3.avi': () => [
    ...[...pictures(8), ...sound(8), '-c:v', 'mpeg4', '-q:v', '4', '-g', '60'],
    ...['-c:a', 'libmp3lame'],
  ],
  'noise.mp4': () => [
    ...['-f', 'lavfi', '-i', 'color=gray:s=426x240:r=24:d=6,noise=all_seed=7:alls=90:allf=t'],
    ...h264('-crf', '18', '-pix_fmt', 'yuv420p'),
  ],
  'numbered.mp4': () => numbered(...h264('-pix_fmt', 'yuv420p'), ...AAC),
  'open-gop.mp4': () => {
    const gop = 'open-gop=1:keyint=96:min-keyint=96:scenecut=0:b-pyramid=none';
    return numbered(...h264('-pix_fmt', 'yuv420p', '-x264-params', gop), ...AAC);
  },
  'switching.mp4': () => switching('-g', '24', '-keyint_min', '24', '-sc_threshold', '0'),
  'switching-open.mp4': () => {
    const gop = 'open-gop=1:keyint=24:min-keyint=24:scenecut=0:b-pyramid=none';
    return switching('-x264-params', gop);
  },
  'languages.mp4': languages,
  'late-pictures.mp4': () => [
    ...[...sound(SECONDS), '-itsoffset', '0.5', ...bars()],
    ...['-fps_mode', 'passthrough', ...h264('-pix_fmt', 'yuv420p'), ...AAC],
  ],
  'numbered.webm': () => numbered(...VP9, '-pix_fmt', 'yuv420p', '-c:a', 'libopus'),
  'short.mp4': () => [...pictures(0.125), ...sound(0.125), ...h264('-pix_fmt', 'yuv420p'), ...AAC],
  'vfr.mp4': () => [
    ...pictures(SECONDS, '320x180', String.raw`select=mod(n\,3)+not(mod(n*n\,7))`),
    ...[...sound(SECONDS), '-fps_mode', 'passthrough', ...h264(), ...AAC],
  ],
  'video-only.mp4': () => copyOf(plain(), '-an'),
  'surround.mkv': () => [
    ...pictures(4),
    ...['-f', 'lavfi', '-i', SIX_TONES, '-t', '4', ...h264(), '-c:a', 'pcm_s16le'],
  ],
  'audio-only.m4a': () => copyOf(plain(), '-vn'),
  'rotated.mp4': () => copyOf(plain(), '-metadata:s:v', 'rotate=90'),
  'sar.mp4': () => [...pictures(6, '240x180', 'setsar=4/3'), ...sound(6), ...h264(), ...AAC],
  '10-bit.mp4': () => pixels('yuv420p10le'),
  '4-2-2.mp4': () => pixels('yuv422p'),
  '4-4-4.mp4': () => pixels('yuv444p'),
  'odd.webm': () => [...pictures(6, '321x181'), ...sound(6), ...VP9, '-c:a', 'libopus'],
  'surround.mp4': () => [
    ...pictures(6),
    ...['-f', 'lavfi', '-i', 'sine=f=330:r=48000:d=6,pan=5.1|c0=c0|c1=c0|c2=c0|c4=c0|c5=c0'],
    ...[...h264(), '-c:a', 'aac', '-b:a', '256k'],
  ],
  '8-khz.mp4': () => [...pictures(6), ...sound(6, 8000), ...h264(), '-c:a', 'aac', '-b:a', '32k'],
  'late-sound.mp4': () => [
    ...[...pictures(6), '-itsoffset', '0.5', ...sound(5.5), ...h264(), ...AAC],
  ],
  'late-start.ts': () => copyOf(plain(), '-output_ts_offset', '3600'),
  'half-hour.mp4': () => copyOf(half()),
  'half-hour.mkv': () => copyOf(half()),
  'sound-ends.mkv': () => holed(SOUND_ENDS),
  'sound-ends.ts': () => holed(SOUND_ENDS),
  'sound-ends.avi': () => [
    ...[...pictures(60), ...sound(20), '-c:v', 'mpeg4', '-q:v', '4', '-g', '60'],
    ...['-c:a', 'libmp3lame'],
  ],
  'sound-hole.mkv': () => holed(SOUND_HOLE),
  'sound-hole.ts': () => holed(SOUND_HOLE),
  'changing-sound.ts': changing,
  '7-channels.mov': () => channels(7),
  '12-channels.mov': () => channels(12),
  '16-channels.wav': () => channels(16),
  '20-channels.mka': () => channels(20),
  'late-track.ts': () => [
    ...[...pictures(45, '160x90'), ...sound(45), '-itsoffset', '32', ...sound(13, 44_100)],
    ...['-map', '0', '-map', '1', '-map', '2', ...h264(), ...AAC],
  ],
} satisfies Record<string, () => string[]>;

export type ClipName = keyof typeof CLIPS;

/** Small clips for tests, made when first asked for. */
export const clip = (name: ClipName): string => makeClip(FOLDER, name, CLIPS[name]());
