/** Programs of the benches that are written in C++. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const LIBRARIES = ['libavformat', 'libavcodec', 'libavutil', 'libswscale', 'libswresample'];

/**
 * Compiles `NAME.cc` into the folder; `others`: options, and what it is made of besides. Returns
 * the program's path.
 */
export const compiled = (name: string, folder: string, others: readonly string[] = []): string => {
  const program = join(folder, name);
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', ...LIBRARIES], {
    encoding: 'utf8',
  });
  const source = join(import.meta.dirname, `${name}.cc`);
  const from = ['-O2', '-std=c++20', source, ...others];
  execFileSync('c++', [...from, '-o', program, ...flags.trim().split(/\s+/)]);
  return program;
};
