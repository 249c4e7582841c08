/** The command line, as a person starts it: in a process of its own. */
import assert from 'node:assert/strict';
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { freshProgram } from './program.ts';

export const HAEMA = freshProgram();

const EXECUTABLE = process.env['HAEMA_EXECUTABLE'];

/** The single executable that is tried in the place of the checkout's; null without. */
export const executable: string | null = EXECUTABLE === undefined ? null : resolve(EXECUTABLE);

/** What a person types. `node`: what only a Node of a checkout's takes. */
export const commandOf = (
  args: readonly string[],
  node: readonly string[] = [],
): { readonly file: string; readonly args: string[] } =>
  executable === null
    ? { file: process.execPath, args: [...node, HAEMA, ...args] }
    : { file: executable, args: [...args] };

/** The executable has to do with nothing of what is in PATH. */
export const environmentOf = (): NodeJS.ProcessEnv =>
  executable === null ? process.env : { ...process.env, PATH: '/nonexistent' };

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
  const { file, args } = commandOf(['--version']);
  const { status } = spawnSync(file, args, options);
  return status === 0 ? options : null;
};

export const haema = (args: readonly string[], options: SpawnSyncOptions = {}): Outcome => {
  const command = commandOf(args);
  const { status, stdout, stderr, error } = spawnSync(command.file, command.args, {
    env: environmentOf(),
    ...options,
  });
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
