/** The program in one file, as scripts/run.sh starts it: sources take Node much longer. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** In the checkout. */
export const PROGRAM = 'build/program/haema.cjs';

const changedAt = (file: string): number =>
  statSync(join(ROOT, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

const sources = (): string[] =>
  readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('web/'))
    .map((name) => join('src', name));

/** Its path. It is made anew when a source has changed, for whoever runs a test by itself. */
export const freshProgram = (): string => {
  const maker = 'scripts/build-program.ts';
  const files = [maker, 'package.json', 'package-lock.json', 'tsconfig.json', ...sources()];
  if (Math.max(...files.map(changedAt)) > changedAt(PROGRAM)) {
    const { status, stderr } = spawnSync(process.execPath, [maker], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${maker}: ${stderr}`);
  }
  return join(ROOT, PROGRAM);
};
