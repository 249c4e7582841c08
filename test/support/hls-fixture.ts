/** A minute of HLS made by ffmpeg: two qualities, two sound tracks, as fMP4 and as MPEG-TS. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

export const SECONDS = 60;
export const FRAME_RATE = 24;
export const SEGMENT_SECONDS = 2;
export const SEGMENTS = SECONDS / SEGMENT_SECONDS;

const ROOT = join(tmpdir(), `haema-clips-${userInfo().uid}`, `hls-fixture-2`);

export interface FixtureRendition {
  readonly width: number;
  readonly height: number;
  readonly bandwidth: number;
}

export const PICTURES: Readonly<Record<string, FixtureRendition>> = {
  '360p_h264': { width: 640, height: 360, bandwidth: 900_000 },
  '180p_h264': { width: 320, height: 180, bandwidth: 300_000 },
};

/** The sound of each: a tone of its own. */
export const SOUNDS: Readonly<Record<string, number>> = { audio_aac: 330, audio2_aac: 660 };

/** The folder with a folder for each rendition, `ts` among them; made when first asked for. */
export const hlsFixture = (): string => {
  if (existsSync(ROOT)) return ROOT;
  const part = `${ROOT}.${process.pid}`;
  rmSync(part, { recursive: true, force: true });
  for (const [name, { width, height, bandwidth }] of Object.entries(PICTURES)) {
    const input = picture(width, height);
    make(join(part, name), [...input, ...encoder(bandwidth), '-an'], FMP4);
  }
  for (const [name, hertz] of Object.entries(SOUNDS)) {
    make(join(part, name), [...sound(hertz), '-c:a', 'aac', '-b:a', '64k', '-vn'], FMP4);
  }
  const muxed = [...picture(320, 180), ...sound(330), ...encoder(300_000), '-c:a', 'aac'];
  make(join(part, 'ts'), muxed, ['-hls_segment_type', 'mpegts']);
  renameSync(part, ROOT);
  return ROOT;
};

const FMP4 = ['-hls_segment_type', 'fmp4', '-hls_fmp4_init_filename', 'init.mp4'];

const picture = (width: number, height: number): string[] => {
  const source = `testsrc2=s=${width}x${height}:r=${FRAME_RATE}:d=${SECONDS}`;
  return ['-f', 'lavfi', '-i', source];
};

const sound = (hertz: number): string[] => {
  return ['-f', 'lavfi', '-i', `sine=f=${hertz}:r=48000:d=${SECONDS}`];
};

const encoder = (bandwidth: number): string[] => {
  const gop = String(FRAME_RATE * SEGMENT_SECONDS);
  const keys = ['-g', gop, '-keyint_min', gop, '-sc_threshold', '0', '-bf', '0'];
  return ['-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', String(bandwidth), ...keys];
};

const make = (folder: string, args: readonly string[], type: readonly string[]): void => {
  mkdirSync(folder, { recursive: true });
  const list = ['-hls_time', String(SEGMENT_SECONDS), '-hls_playlist_type', 'vod', ...type];
  const names = type === FMP4 ? '%d.m4s' : '%d.ts';
  const output = ['-f', 'hls', ...list, '-hls_segment_filename', join(folder, names)];
  const playlist = join(folder, 'stream.m3u8');
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args, ...output, playlist], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
};

/** ffmpeg's playlist, its addresses with a version as the server's have it. */
export const mediaPlaylist = (rendition: string, version: string): string =>
  readFileSync(join(hlsFixture(), rendition, 'stream.m3u8'), 'utf8').replaceAll(
    /(\d+\.(?:m4s|ts)|init\.mp4)/g,
    `$1?v=${version}`,
  );
