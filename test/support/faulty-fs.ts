/** A file system that fails on order; see faulty-fs.c. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tempDir } from './temp-dir.ts';

const SOURCE = fileURLToPath(new URL('faulty-fs.c', import.meta.url));

export type Fault = 'stall' | 'dead' | 'eio' | 'estale' | 'enospc' | 'erofs' | 'none';

export interface FaultyFolder {
  /** Where the folder is seen. */
  readonly path: string;
  /** From now on files with this in their names have the fault. */
  order(fault: Fault, name?: string): void;
}

/** Why there can be none on this machine; null when there can. */
export const noFaultyFolder = (): string | null => {
  if (!existsSync('/dev/fuse')) return 'there is no /dev/fuse here';
  try {
    flags();
    execFileSync('fusermount3', ['--version']);
    return null;
  } catch {
    return 'libfuse3-dev and fuse3 are not installed';
  }
};

const flags = (): string[] =>
  execFileSync('pkg-config', ['--cflags', '--libs', 'fuse3'], { encoding: 'utf8', stdio: 'pipe' })
    .trim()
    .split(/\s+/);

/** Shows `folder` at another place. Whatever waits for an answer gets it when the test ends. */
export const faultyFolder = async (t: TestContext, folder: string): Promise<FaultyFolder> => {
  let end = async (): Promise<void> => undefined;
  t.after(() => end()); // before the folder goes that it is seen in
  const own = tempDir(t);
  const program = join(own, 'faulty-fs');
  execFileSync('cc', ['-O1', SOURCE, '-o', program, ...flags()]);
  const control = join(own, 'control');
  const path = join(own, 'view');
  mkdirSync(path);
  writeFileSync(control, 'none');
  const { dev } = statSync(path);
  const child = spawn(program, [folder, control, path, '-f'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  end = async () => {
    writeFileSync(control, 'none');
    execFileSync('fusermount3', ['-u', '-z', path]);
    child.kill('SIGKILL'); // whoever still has files open there gets errors
    await ended;
  };
  await mounted(path, dev, ended);
  return { path, order: (fault, name = '') => writeFileSync(control, `${fault} ${name}`) };
};

/** `dev`: of the folder before. */
const mounted = async (path: string, dev: number, ended: Promise<unknown>): Promise<void> => {
  let gone = false;
  void ended.then(() => {
    gone = true;
  });
  while (statSync(path).dev === dev) {
    if (gone) throw new Error(`nothing can be mounted here: ${readFileSync('/proc/mounts')}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};
