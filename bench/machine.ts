/** Where results come from: a number without its machine says nothing. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly node: string;
  readonly ffmpeg: string;
  readonly libraries: readonly string[];
  readonly commit: string;
  readonly date: string;
  /** Of the last minute, before the first run: what else the machine was busy with. */
  readonly load: number;
}

const CHECKOUT = new URL('..', import.meta.url).pathname;

export const describeMachine = (): Machine => {
  const [version = '', ...rest] = linesOf('ffmpeg', '-version');
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    ffmpeg: version.split(' ')[2] ?? 'unknown',
    libraries: rest.filter((line) => /^lib(avcodec|avformat|swscale|swresample) /.test(line)),
    commit: linesOf('git', '-C', CHECKOUT, 'describe', '--always', '--dirty')[0] ?? 'unknown',
    date: new Date().toISOString(),
    load: loadavg()[0] ?? Number.NaN,
  };
};

const linesOf = (program: string, ...args: string[]): string[] =>
  execFileSync(program, args, { encoding: 'utf8' }).trimEnd().split('\n');
