/** The processes that are measured: ffmpeg's, the command line's, and those of subject.ts. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { soundOf, type Title } from '../src/stream/title.ts';
import { freshProgram, PROGRAM } from '../test/support/program.ts';
import type { Measured, Sample } from './comparison.ts';
import type { Task } from './subject.ts';

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));

/** bash reports what the kernel counted of the process and its children, to the millisecond. */
const TIMED = 'TIMEFORMAT="%R %U %S"; { time "$@" 2>&4; } 4>&2 2>&3';

interface Ended {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly whole: { readonly wallMs: number; readonly cpuMs: number };
}

const run = (command: readonly string[], input = ''): Ended => {
  const { status, output } = spawnSync('bash', ['-c', TIMED, 'bash', ...command], {
    cwd: CHECKOUT,
    env: { ...process.env, LC_ALL: 'C' },
    encoding: 'utf8',
    input,
    maxBuffer: 2 ** 26,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const [, stdout = '', stderr = '', times = ''] = output as (string | undefined)[];
  if (status !== 0) {
    throw new Error(`${command.join(' ')}: ${stderr}`);
  }
  const [real = 0, user = 0, system = 0] = times.trim().split(' ').map(Number);
  const whole = { wallMs: real * 1000, cpuMs: (user + system) * 1000 };
  const node = command[0] === process.execPath ? ['node', ...command.slice(1)] : command;
  return { command: node.join(' '), stdout, stderr, whole };
};

/** A whole process, from its start to its end. `more`: of what it has said on standard error. */
export const runWhole = (
  command: readonly string[],
  more: (said: string) => Sample = () => ({}),
): Measured => {
  const { command: text, whole, stderr } = run(command);
  return { command: text, sample: { ...whole, ...more(stderr) } };
};

freshProgram();
export const HAEMA = [process.execPath, PROGRAM] as const;

/** A process that does one task through the engine. The times are those of `of`. */
export const runSubject = (task: Task, of: 'call' | 'process'): Measured => {
  const input = JSON.stringify(task);
  const { command, stdout, whole } = run([process.execPath, 'bench/subject.ts'], input);
  const sample = JSON.parse(stdout) as Sample;
  return {
    command: `${command} <<< '${input}'`,
    sample: of === 'call' ? sample : { ...sample, ...whole },
  };
};

export interface Stretch {
  readonly rendition: string;
  /** Seconds of the presentation. */
  readonly from: number;
  readonly to: number;
  /** Seconds between key frames. */
  readonly gop: number;
}

/** What makes the same pictures and sound of the stretch, with ffmpeg's own choice of threads. */
export const ffmpegCommand = (title: Title, stretch: Stretch, output: string): string[] => {
  const { recipe } = title.ladder.find(({ name }) => name === stretch.rendition) ?? {};
  const { probe } = title;
  const audio = soundOf(title);
  if (recipe === undefined || audio === null) {
    throw new Error(`${stretch.rendition} has no pictures or no sound`);
  }
  const { frameRate } = recipe;
  const gop = String(Math.round((stretch.gop * frameRate.num) / frameRate.den));
  const scale = `scale=${recipe.width}:${recipe.height}`;
  return [
    ...['ffmpeg', '-nostdin', '-v', 'error', '-y'],
    ...['-ss', stretch.from.toFixed(6), '-t', (stretch.to - stretch.from).toFixed(6)],
    ...['-i', `${title.source.root}/${title.source.path}`],
    ...['-map', `0:${probe.video}`, '-map', `0:${probe.audio}`],
    ...['-vf', `${scale}:flags=bicubic+accurate_rnd+bitexact+full_chroma_inp`],
    ...['-c:v', 'libx264', '-preset', recipe.preset, '-profile:v', 'high'],
    ...['-pix_fmt', 'yuv420p', '-crf', String(recipe.crf)],
    ...['-maxrate', String(recipe.maxRate), '-bufsize', String(recipe.bufferSize)],
    ...['-rc_init_occupancy', String(recipe.bufferFill)],
    ...['-g', gop, '-keyint_min', gop, '-sc_threshold', '0', '-flags', '+cgop'],
    ...['-c:a', 'aac', '-aac_coder', 'fast', '-aac_pns', '0', '-b:a', String(audio.bitRate)],
    ...['-ar', String(audio.sampleRate), '-ac', String(audio.channels)],
    ...['-f', 'mpegts', output],
  ];
};
