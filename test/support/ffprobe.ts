/** ffprobe and ffmpeg as a second opinion. Times are whole ticks of the container's timeline. */
import { spawnSync } from 'node:child_process';
import type { Ticks } from '../../src/core/ticks.ts';

export interface Stamped {
  readonly time: Ticks;
  readonly key: boolean;
}

const output = (program: string, args: readonly string[]): Buffer => {
  const { status, stdout, stderr } = spawnSync(program, args, { maxBuffer: 2 ** 30 });
  if (status !== 0) {
    throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  }
  return stdout;
};

/** What ffprobe prints of the first stream of this kind. */
const probed = (path: string, kind: 'v' | 'a', ...args: string[]): Record<string, unknown> => {
  const common = ['-v', 'error', '-select_streams', `${kind}:0`, '-of', 'json'];
  return JSON.parse(output('ffprobe', [...common, ...args, path]).toString());
};

interface StreamEntry {
  readonly time_base: string;
  readonly [name: string]: unknown;
}

export const streamOf = (path: string, kind: 'v' | 'a'): StreamEntry => {
  const { streams } = probed(path, kind, '-show_streams') as { streams: StreamEntry[] };
  const [stream] = streams;
  if (stream === undefined) {
    throw new Error(`${path} has no stream of kind ${kind}`);
  }
  return stream;
};

const tickOf = (path: string, kind: 'v' | 'a'): ((stamp: number) => Ticks) => {
  const [num = 0, den = 1] = streamOf(path, kind).time_base.split('/').map(Number);
  return (stamp) => Math.round((stamp * 90_000 * num) / den);
};

/** The decoded frames, in order of presentation. */
export const framesOf = (path: string, kind: 'v' | 'a'): Stamped[] => {
  const entries = ['-show_frames', '-show_entries', 'frame=key_frame,best_effort_timestamp'];
  const { frames } = probed(path, kind, ...entries) as {
    frames: { key_frame: number; best_effort_timestamp: number }[];
  };
  const toTicks = tickOf(path, kind);
  return frames.map((frame) => ({
    time: toTicks(frame.best_effort_timestamp),
    key: frame.key_frame === 1,
  }));
};

export interface StampedPacket extends Stamped {
  /** Place in the file and length, in bytes. */
  readonly position: number;
  readonly size: number;
}

/** The packets, in order of decoding; `interval` as ffprobe's -read_intervals has it. */
export const packetsOf = (path: string, kind: 'v' | 'a', interval = '%'): StampedPacket[] => {
  const entries = ['-show_packets', '-show_entries', 'packet=pts,flags,pos,size'];
  const { packets } = probed(path, kind, ...entries, '-read_intervals', interval) as {
    packets: { pts: number; flags: string; pos: string; size: string }[];
  };
  const toTicks = tickOf(path, kind);
  return packets.map((packet) => ({
    time: toTicks(packet.pts),
    key: packet.flags.startsWith('K'),
    position: Number(packet.pos),
    size: Number(packet.size),
  }));
};

export const GREY = { width: 32, height: 18 } as const;

/** Every picture, upright, fitted to 32 × 18 grey pixels whatever its shape. */
export const greyPictures = (path: string): Buffer[] => {
  const scale = `scale=${GREY.width}:${GREY.height}:flags=area,format=gray`;
  const args = ['-v', 'error', '-i', path, '-map', '0:v:0', '-vf', scale];
  const raw = output('ffmpeg', [...args, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-']);
  const size = GREY.width * GREY.height;
  return Array.from({ length: raw.length / size }, (_, i) =>
    raw.subarray(i * size, (i + 1) * size),
  );
};

/** Mean distance of two grey pictures, 0 to 255. */
export const distance = (a: Buffer, b: Buffer): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;

/** Mono samples from the first packet on. */
export const pcmOf = (path: string, rate: number): Float32Array => {
  const args = ['-v', 'error', '-i', path, '-map', '0:a:0', '-ac', '1', '-ar', String(rate)];
  const raw = output('ffmpeg', [...args, '-f', 'f32le', '-']);
  return new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
};

/** The bare H.264 stream of a file. */
export const annexB = (path: string): Buffer =>
  output('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:v:0', '-c', 'copy', '-f', 'h264', '-']);
