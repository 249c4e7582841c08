/** Programs of the benches that are written in C++. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Compiles `NAME.cc` into the folder. Returns the program's path. */
export const compiled = (name: string, folder: string): string => {
  const program = join(folder, name);
  const libraries = ['libavformat', 'libavcodec', 'libavutil'];
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', ...libraries], {
    encoding: 'utf8',
  });
  const source = join(import.meta.dirname, `${name}.cc`);
  execFileSync('c++', ['-O2', source, '-o', program, ...flags.trim().split(/\s+/)]);
  return program;
};
