/** Players of whole films that take whatever they get: by wrk, one connection a film. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Measured } from './comparison.ts';
import { below, memoryOf } from './proc.ts';

const MB = 1_000_000;
const SECONDS = 8;
const SAMPLE_MS = 500;

/** What one connection asks for, over and over: a path, and the header Range if not the whole. */
export interface Part {
  readonly path: string;
  readonly range: string | null;
}

/** Each of wrk's threads has one connection and a film of its own. */
const script = (films: readonly (readonly Part[])[]): string => {
  const tables = films.map((parts) => {
    const rows = parts.map(
      ({ path, range }) => `{"${path}",${range === null ? 'nil' : `"${range}"`}}`,
    );
    return `{${rows.join(',\n')}}`;
  });
  return `
local films = {${tables.join(',\n')}}
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("film", threads)
end
local at = 0
function request()
  local parts = films[film]
  at = at % #parts + 1
  local part = parts[at]
  return wrk.format("GET", part[1], {["Host"] = wrk.headers["Host"], ["Range"] = part[2]})
end`;
};

/** Bytes of a process and those below it, shared ones counted once. */
const memoryOfAll = (pid: number): number =>
  below(pid).reduce((sum, it) => sum + memoryOf(it), memoryOf(pid));

/** The most that was seen in each half of the run. */
const watchMemory = async (pid: number, isOver: () => boolean): Promise<[number, number]> => {
  const seen: number[] = [];
  while (!isOver()) {
    seen.push(memoryOfAll(pid));
    await sleep(SAMPLE_MS);
  }
  const half = seen.length >> 1;
  return [Math.max(...seen.slice(0, half)), Math.max(...seen.slice(half))];
};

/** `pid`: of the process that serves them, whose memory is told, too. */
export const runFilms = async (
  url: string,
  films: readonly (readonly Part[])[],
  { scratch, pid }: { scratch: string; pid: number },
): Promise<Measured> => {
  const lua = join(scratch, 'films.lua');
  writeFileSync(lua, script(films));
  const count = String(films.length);
  const command = ['wrk', '-t', count, '-c', count, `-d${SECONDS}s`, '-s', lua, url];
  const child = spawn('wrk', command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  let [text, over] = ['', false];
  child.stdout.on('data', (chunk) => {
    text += String(chunk);
  });
  const ended = once(child, 'close').then(() => {
    over = true;
  });
  const [before, after] = await watchMemory(pid, () => over);
  await ended;
  if (/Socket errors|Non-2xx/.test(text) || child.exitCode !== 0) throw new Error(text);
  const bytes = bytesIn(/^Transfer\/sec:\s+(.*)$/m.exec(text)?.[1] ?? '');
  const memory = { memoryMb: after / MB, memoryGrownMb: (after - before) / MB };
  return { command: command.join(' '), sample: { usPerMb: 1e12 / bytes, ...memory } };
};

/** wrk's `1.23GB`, in powers of 1024. */
const bytesIn = (text: string): number => {
  const [, number, unit = ''] = /^([\d.]+)([KMGT]?)B$/.exec(text) ?? [];
  return Number(number) * 1024 ** ' KMGT'.indexOf(unit || ' ');
};
