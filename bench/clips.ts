/** What is measured on; made by ffmpeg when first needed, kept outside of the checkout. */
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeClip } from '../test/support/clips.ts';
import { seededInts } from '../test/support/seeded-ints.ts';
import { compiled } from './compiled.ts';

const CACHE = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
/** Where they are kept. */
export const FOLDER = join(CACHE, 'haema', 'bench');

const FILM_SECONDS = 72;
const STEREO = ['-ac', '2', '-ar', '48000'];

/** Key frames 2 to 10 s apart, as encoders with scene detection set them. */
const keyTimes = (): number[] => {
  const next = seededInts(24);
  const times: number[] = [];
  for (let time = 0; time < FILM_SECONDS; time += (48 + next(193)) / 24) {
    times.push(time);
  }
  return times;
};

/** 1080p24: ever finer detail beneath film grain, B-frames and several references. */
export const film = (): string =>
  makeClip(FOLDER, 'film1080.mp4', [
    ...['-f', 'lavfi', '-i'],
    'mandelbrot=s=960x540:r=24:end_scale=0.0001:end_pts=1800,scale=1920:1080:flags=bilinear,' +
      'format=yuv420p,noise=c0_seed=7:c0s=6:c0f=t',
    ...['-f', 'lavfi', '-i', 'anoisesrc=c=pink:seed=7:a=0.2:r=48000,aformat=cl=stereo'],
    ...['-t', String(FILM_SECONDS), '-c:v', 'libx264', '-preset', 'superfast', '-crf', '24'],
    ...['-bf', '3', '-refs', '3', '-g', '999', '-sc_threshold', '0'],
    ...[
      '-force_key_frames',
      keyTimes()
        .map((time) => time.toFixed(6))
        .join(','),
    ],
    ...['-c:a', 'aac', '-b:a', '192k', ...STEREO],
  ]);

/** The film again at 8 Mb/s, its key frames 4 s apart. */
export const film8 = (): string =>
  makeClip(FOLDER, 'film1080-8mbit.mp4', [
    ...['-i', film(), '-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-b:v', '8M'],
    ...['-maxrate', '8M', '-bufsize', '8M', '-nal-hrd', 'cbr'],
    ...['-g', '96', '-keyint_min', '96', '-sc_threshold', '0', '-c:a', 'copy'],
  ]);

/** Some of it at 56 Mb/s, as discs have it: 28 MB a segment. */
export const film56 = (): string =>
  makeClip(FOLDER, 'film1080-56mbit.mp4', [
    ...['-i', film(), '-t', '16', '-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2'],
    ...['-b:v', '56M', '-maxrate', '56M', '-bufsize', '56M', '-nal-hrd', 'cbr'],
    ...['-g', '96', '-keyint_min', '96', '-sc_threshold', '0', '-c:a', 'copy'],
  ]);

/** Eight pictures of 1080p in PQ and BT.2020 as they come from a decoder. */
export const hdr1080 = (): string =>
  makeClip(FOLDER, 'hdr1080.yuv', [
    ...['-f', 'lavfi', '-i'],
    'mandelbrot=s=960x540:r=1,scale=1920:1080:flags=bilinear,format=yuv444p,' +
      'noise=c0_seed=7:c0s=6:c0f=t,zscale=tin=709:min=709:pin=709:rin=tv:' +
      't=smpte2084:m=2020_ncl:p=2020:r=tv:npl=600,format=yuv420p10le',
    ...['-frames:v', '8', '-f', 'rawvideo'],
  ]);

/** The film at 8 Mb/s for ten minutes: 0.6 GB each, so that no cache in memory holds them. */
export const films = (): string[] =>
  ['one', 'two', 'three', 'four'].map((name) =>
    makeClip(FOLDER, `film-${name}.mp4`, [
      ...['-stream_loop', '7', '-i', film8(), '-map', '0', '-c', 'copy'],
      ...['-metadata', `title=${name}`],
    ]),
  );

/** Two hours at 24 pictures a second, 10 s a GOP: ten minutes of pictures twelve times over. */
const twoHours = (): string => {
  const part = makeClip(FOLDER, 'ten-minutes.mkv', [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=24', '-t', '600'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2'],
    ...['-g', '240', '-keyint_min', '240', '-sc_threshold', '0'],
  ]);
  return makeClip(FOLDER, 'two-hours.mp4', [
    ...['-stream_loop', '11', '-i', part],
    ...['-f', 'lavfi', '-i', 'sine=f=330:beep_factor=3:r=48000', '-t', '7200'],
    ...['-c:v', 'copy', '-c:a', 'aac', '-aac_coder', 'fast', '-b:a', '96k', ...STEREO],
  ]);
};

export const long = (container: 'mp4' | 'mkv'): string => {
  const mp4 = twoHours();
  return container === 'mp4'
    ? mp4
    : makeClip(FOLDER, 'two-hours.mkv', ['-i', mp4, '-map', '0', '-c', 'copy']);
};

const DISC_BYTES = 60e9;

/**
 * The two hours as large as a disc, mostly of holes. The oldest film: a server looks into files by
 * itself, the newest first.
 */
export const disc = (container: 'mp4' | 'mkv'): string => {
  const path = join(FOLDER, `disc-${container}.${container}`);
  if (existsSync(path)) return path;
  const source = long(container);
  const part = join(FOLDER, `.disc-${process.pid}.${container}`);
  execFileSync(compiled('sparse_film', FOLDER), [source, part, String(DISC_BYTES)]);
  utimesSync(part, 1e9, 1e9);
  renameSync(part, path);
  return path;
};
