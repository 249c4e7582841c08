/** A library with a folder and a database of its own. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { SILENT } from '../../src/core/log.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { openDatabase } from '../../src/library/db.ts';
import { Library } from '../../src/library/library.ts';
import { MediaFacts } from '../../src/library/media-facts.ts';
import { QUIET_MS } from '../../src/library/quiet.ts';
import { type ListedLibrary, withVideos } from './listed.ts';
import { tempDir } from './temp-dir.ts';

/** A library of one folder, under a clock that the test turns. */
export const libraryIn = (t: TestContext, clock = { ms: 0 }) => {
  const folder = tempDir(t);
  const films = join(folder, 'films');
  mkdirSync(films);
  const db = openDatabase(join(folder, 'haema.db'));
  t.after(() => db.close());
  const roots = [{ label: 'films', path: films }];
  const files = createEngine();
  const library = withVideos(
    new Library(db, files, new MediaFacts(db), roots, SILENT, () => clock.ms),
    db,
  );
  /** Twice where something is new: what is still being written is left alone. */
  const look = async (): Promise<void> => {
    await library.scan();
    clock.ms += QUIET_MS;
    await library.scan();
  };
  return { films, files, library, look };
};

export const titles = (library: ListedLibrary): string[] =>
  library.videos().map(({ title }) => title);
