/** Reads the built page. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HaemaError } from '../core/errors.ts';

/** All files of a folder, by their paths beneath it. */
export const readPage = (folder: string): Map<string, Buffer> => {
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true });
    return new Map(
      files
        .filter((file) => file.isFile())
        .map(({ parentPath, name }) => {
          const path = join(parentPath, name);
          return [path.slice(folder.length).replace(/^\//, ''), readFileSync(path)];
        }),
    );
  } catch (cause) {
    throw new HaemaError('ENGINE_FAILED', 'the page is not built; run ./scripts/setup.sh', {
      cause,
    });
  }
};
