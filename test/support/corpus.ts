import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const CHECKOUT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The folder of real media files that some tests need; too large to be part of the repository. */
const FOLDER = process.env['HAEMA_CORPUS'] ?? join(CHECKOUT, '..', 'shared', 'media');

/** The path of a corpus file, or null where this machine does not have it. */
export const corpus = (name: string): string | null => {
  const path = join(FOLDER, name);
  return existsSync(path) ? path : null;
};

/** A test of one corpus file, skipped, saying why, where the file is not there. */
export const corpusTest = (
  title: string,
  name: string,
  run: (path: string, t: TestContext) => void | Promise<void>,
): void => {
  const path = corpus(name);
  const skip =
    path === null && `${name} is not in the media corpus; set HAEMA_CORPUS to its folder`;
  test(title, { skip }, (t) => (path === null ? undefined : run(path, t)));
};
