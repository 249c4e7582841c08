import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['bench', 'bin', 'native', 'scripts', 'src', 'test'];
const SOURCE = /\.(cc|h|sql|sh|tsx?)$|^bin\/[^.]+$/;
const GENERATED = 'test/generated/';

export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every source file of the project that a person has written, by path. */
export const sourceFiles = (): SourceFile[] =>
  FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }),
  )
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => SOURCE.test(path) && !path.startsWith(GENERATED))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

/** Prints what a check has found in all files, and fails when there is anything. */
export const runCheck = (check: (file: SourceFile) => string[]): void => {
  const problems = sourceFiles().flatMap(check);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
};
