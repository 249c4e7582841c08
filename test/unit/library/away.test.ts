/** Roots that go and come back, and what only looks like it. */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { SILENT } from '../../../src/core/log.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import type { SourceRef } from '../../../src/engine/types.ts';
import { openDatabase } from '../../../src/library/db.ts';
import { Library } from '../../../src/library/library.ts';
import { Touched } from '../../../src/library/listings.ts';
import { MediaFacts } from '../../../src/library/media-facts.ts';
import { SUFFIXES } from '../../../src/library/media-files.ts';
import { libraryIn, titles } from '../../support/library-in.ts';
import { withVideos } from '../../support/listed.ts';
import { tempDir } from '../../support/temp-dir.ts';

test('a share that is not mounted keeps its videos', async (t) => {
  const { films, library } = libraryIn(t);
  writeFileSync(join(films, 'a.mp4'), 'a');
  await library.scan();
  renameSync(films, `${films}-away`);
  await library.scan();
  assert.deepEqual(titles(library), ['a']);
});

test('a root that is empty all of a sudden keeps its videos until it is back', async (t) => {
  const { films, library } = libraryIn(t);
  writeFileSync(join(films, 'a.mp4'), 'a');
  await library.scan();
  const [video] = library.videos();
  const id = video?.videoId ?? '';
  const missed: string[] = [];
  library.onMissed((root) => missed.push(root));
  renameSync(films, `${films}-away`);
  for (const unmount of [() => undefined, () => mkdirSync(films)]) {
    unmount();
    await library.scan();
    assert.deepEqual(titles(library), ['a']);
    assert.deepEqual(library.scanStatus().away, ['films']);
    assert.throws(() => library.source(id), { code: 'SOURCE_OFFLINE', status: 503 });
  }
  assert.deepEqual(missed, ['films', 'films']);
  rmSync(films, { recursive: true });
  renameSync(`${films}-away`, films);
  await library.rescan(new Touched());
  assert.deepEqual(library.scanStatus().away, []);
  assert.equal(library.source(id).path, 'a.mp4');
});

for (const [what, leave] of [
  ['a folder', (films: string) => mkdirSync(join(films, 'done'))],
  ['another file', (films: string) => writeFileSync(join(films, 'notes.txt'), '')],
] as const) {
  test(`a root in which ${what} is left has lost its videos, and is not away`, async (t) => {
    const { films, library } = libraryIn(t);
    writeFileSync(join(films, 'a.mp4'), 'a');
    await library.scan();
    rmSync(join(films, 'a.mp4'));
    leave(films);
    await library.scan();
    assert.deepEqual(titles(library), []);
    assert.deepEqual(library.scanStatus().away, []);
  });
}

test('the last video of a root keeps its id when it is moved into another root', async (t) => {
  const folder = tempDir(t);
  const db = openDatabase(join(folder, 'haema.db'));
  t.after(() => db.close());
  const roots = ['downloads', 'films'].map((label) => ({ label, path: join(folder, label) }));
  for (const { path } of roots) mkdirSync(path);
  const [from, to] = [join(folder, 'downloads/a.mp4'), join(folder, 'films/a.mp4')];
  writeFileSync(from, 'a');
  writeFileSync(join(folder, 'films/b.mp4'), 'b b');
  const library = withVideos(
    new Library(db, createEngine(), new MediaFacts(db), roots, SILENT),
    db,
  );
  await library.scan();
  const before = library.videos();
  renameSync(from, to);
  for (let look = 0; look < 2; look++) await library.scan();
  assert.deepEqual(library.videos(), before);
  assert.equal(library.source(before[0]?.videoId ?? '').root, join(folder, 'films'));
  assert.deepEqual(library.scanStatus().away, []);
});

for (const [what, isLeft] of [
  ['an empty folder', true],
  ['nothing', false],
] as const) {
  test(`a root that goes while it is looked through, leaving ${what}, is away`, async (t) => {
    const { films, library, files } = libraryIn(t);
    const names = Array.from({ length: 9 }, (_, at) => `Film ${at}`);
    for (const name of names) {
      mkdirSync(join(films, name));
      writeFileSync(join(films, name, `${name}.mp4`), name);
    }
    await library.scan();
    const { list } = files;
    let count = 0;
    const mock = t.mock.method(files, 'list', async (source: SourceRef) => {
      if (++count === 7) {
        renameSync(films, `${films}-away`);
        if (isLeft) mkdirSync(films);
      }
      return list(source, SUFFIXES);
    });
    for (let look = 0; look < 2; look++) {
      await library.scan();
      assert.deepEqual(titles(library), names);
      assert.deepEqual(library.scanStatus().away, ['films']);
    }
    mock.mock.restore();
    if (isLeft) rmSync(films, { recursive: true });
    renameSync(`${films}-away`, films);
    await library.rescan(new Touched());
    assert.deepEqual(titles(library), names);
    assert.deepEqual(library.scanStatus().away, []);
  });
}

test('an empty root in which something lies all of a sudden is told apart', async (t) => {
  const { films, library } = libraryIn(t);
  assert.deepEqual(await library.filled(), []);
  await library.scan();
  assert.deepEqual(await library.filled(), []);
  assert.deepEqual([...library.scanStatus().empty], ['films']);
  writeFileSync(join(films, 'a.mp4'), 'a');
  assert.deepEqual(await library.filled(), ['films']);
  await library.scan();
  assert.deepEqual(await library.filled(), []);
});

test('a folder that is deleted while its root is looked through is gone', async (t) => {
  const { films, library, files } = libraryIn(t);
  for (const name of ['a', 'b']) {
    mkdirSync(join(films, name));
    writeFileSync(join(films, name, `${name}.mp4`), name);
  }
  await library.scan();
  const { list } = files;
  t.mock.method(files, 'list', async (source: SourceRef) => {
    if (source.path === 'a') rmSync(join(films, 'a'), { recursive: true, force: true });
    return list(source, SUFFIXES);
  });
  await library.scan();
  assert.deepEqual(titles(library), ['b']);
  assert.deepEqual(library.scanStatus().away, []);
});
