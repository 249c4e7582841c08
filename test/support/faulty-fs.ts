/** A file system that fails on order; see faulty-fs.c. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from './title.ts';

const SOURCE = fileURLToPath(new URL('faulty-fs.c', import.meta.url));

export interface FaultyFolder {
  /** Where the folder is seen. */
  readonly path: string;
  /** From now on files with this in their names have the fault. */
  order(fault: 'stall' | 'eio' | 'estale' | 'none', name?: string): void;
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
  const own = mkdtempSync(join(tmpdir(), 'haema-test-')); // removed when nothing is mounted in it
  const program = join(own, 'faulty-fs');
  execFileSync('cc', ['-O1', SOURCE, '-o', program, ...flags()]);
  const control = join(own, 'control');
  const path = join(own, 'view');
  mkdirSync(path);
  writeFileSync(control, 'none');
  const { dev } = statSync(path);
  const child = spawn(program, [folder, control, path, '-f'], { stdio: 'ignore' });
  t.after(() => {
    writeFileSync(control, 'none');
    execFileSync('fusermount3', ['-u', '-z', path]);
    child.kill('SIGKILL'); // whoever still has files open there gets errors
    child.unref(); // its end waits for all of those
    rmSync(own, { recursive: true, maxRetries: 20 });
  });
  await until(() => statSync(path).dev !== dev || gone(child));
  if (gone(child)) throw new Error('nothing can be mounted here');
  return { path, order: (fault, name = '') => writeFileSync(control, `${fault} ${name}`) };
};

const gone = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;
