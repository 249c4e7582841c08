/** The command line, as a person starts it: in a process of its own. */
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const HAEMA = fileURLToPath(new URL('../../bin/haema', import.meta.url));

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const haema = (args: readonly string[], options: SpawnSyncOptions = {}): Outcome => {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [HAEMA, ...args], options);
  if (error !== undefined) {
    throw error;
  }
  return { status, stdout: String(stdout), stderr: String(stderr) };
};
