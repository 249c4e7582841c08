/** The command line, as a person starts it: in a process of its own. */
import assert from 'node:assert/strict';
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const HAEMA = fileURLToPath(new URL('../../bin/haema', import.meta.url));

/** Root may read everything, so what may not be read is tried as this user. */
const NOBODY = 65_534;

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts haema as nobody where the tests run as root; null where nobody may not even start it. */
export const asNobody = (): SpawnSyncOptions | null => {
  if (process.getuid?.() !== 0) return {};
  const options = { uid: NOBODY, gid: NOBODY, cwd: '/' };
  const { status } = spawnSync(process.execPath, [HAEMA, '--version'], options);
  return status === 0 ? options : null;
};

export const haema = (args: readonly string[], options: SpawnSyncOptions = {}): Outcome => {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [HAEMA, ...args], options);
  if (error !== undefined) {
    throw error;
  }
  return { status, stdout: String(stdout), stderr: String(stderr) };
};

/** One line that names the code, exit code 2, no stack and nothing on standard output. */
export const assertRefused = (
  { status, stdout, stderr }: Outcome,
  code: string,
  says: RegExp,
): void => {
  assert.deepEqual([status, stdout], [2, ''], stderr);
  assert.match(stderr, /^haema: [^\n]+\n$/);
  assert.ok(stderr.endsWith(`(${code})\n`), stderr);
  assert.match(stderr, says);
  assert.doesNotMatch(stderr, /\bat .*:\d+:\d+|node_modules|Error:/);
};
