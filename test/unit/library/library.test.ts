import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { HaemaError } from '../../../src/core/errors.ts';
import { SILENT } from '../../../src/core/log.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import type { SourceRef } from '../../../src/engine/types.ts';
import { openDatabase } from '../../../src/library/db.ts';
import { Library } from '../../../src/library/library.ts';
import { Touched } from '../../../src/library/listings.ts';
import { MediaFacts } from '../../../src/library/media-facts.ts';
import { SUFFIXES } from '../../../src/library/media-files.ts';
import { QUIET_MS } from '../../../src/library/quiet.ts';
import { openFolders } from '../../../src/library/roots.ts';
import { libraryIn, titles } from '../../support/library-in.ts';
import { withVideos } from '../../support/listed.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { until } from '../../support/title.ts';

test('a scan finds videos of all depths, sorted as people sort', async (t) => {
  const { films, library } = libraryIn(t);
  mkdirSync(join(films, 'deep/er'), { recursive: true });
  for (const name of ['Film 10.mkv', 'film 2.mp4', 'deep/er/Älter.webm', 'notes.txt']) {
    writeFileSync(join(films, name), name);
  }
  await library.scan();
  assert.deepEqual(titles(library), ['Älter', 'film 2', 'Film 10']);
});

test('ids are kept when files are renamed, even when two exchange their names', async (t) => {
  const { films, library } = libraryIn(t);
  const path = (name: string): string => join(films, name);
  for (const [index, name] of ['a.mp4', 'b.mp4', 'c.mp4'].entries()) {
    writeFileSync(path(name), name.repeat(index + 1));
  }
  await library.scan();
  const before = new Map(library.videos().map((video) => [video.title, video.videoId]));
  renameSync(path('a.mp4'), path('x.mp4'));
  renameSync(path('b.mp4'), path('a.mp4'));
  renameSync(path('x.mp4'), path('b.mp4'));
  renameSync(path('c.mp4'), path('d.mp4'));
  await library.scan();
  const after = new Map(library.videos().map((video) => [video.title, video.videoId]));
  assert.equal(after.get('a'), before.get('b'));
  assert.equal(after.get('b'), before.get('a'));
  assert.equal(after.get('d'), before.get('c'));
  assert.equal(after.size, 3);
});

test('a list is made of names: no file is read, unless it may be one that has left', async (t) => {
  const { films, look, library, files } = libraryIn(t);
  const read = t.mock.method(files, 'sampledHash');
  for (const name of ['a.mp4', 'b.mp4']) writeFileSync(join(films, name), name);
  await look();
  const [a] = library.videos();
  assert.ok(a !== undefined);
  assert.equal(read.mock.callCount(), 0);
  const version = await library.version(library.source(a.videoId));
  library.keepHash(a.videoId, version, await library.sampledHash(library.source(a.videoId), 5));
  read.mock.resetCalls();
  // As on another disk: neither inode nor time are what they were.
  writeFileSync(join(films, 'moved.mp4'), 'a.mp4');
  rmSync(join(films, 'a.mp4'));
  writeFileSync(join(films, 'longer.mp4'), 'of another size');
  await look();
  assert.equal(library.video(a.videoId).title, 'moved');
  assert.equal(library.videos().length, 3);
  assert.equal(read.mock.callCount(), 1);
});

test('a show keeps its id when its files are renamed, moved and replaced', async (t) => {
  const { films, look, library } = libraryIn(t);
  writeFileSync(join(films, 'Firefly.S01E02.720p.mkv'), 'small');
  await look();
  const [before] = (await library.shows()).shows;
  assert.equal(before?.info.title, 'Firefly');
  rmSync(join(films, 'Firefly.S01E02.720p.mkv'));
  mkdirSync(join(films, 'TV/Firefly/Season 1'), { recursive: true });
  writeFileSync(join(films, 'TV/Firefly/Season 1/S01E02 - The Train Job.mkv'), 'a better copy');
  await look();
  const [after, ...others] = (await library.shows()).shows;
  assert.deepEqual(others, []);
  assert.equal(after?.info.id, before?.info.id);
  assert.equal((await library.show(before?.info.id ?? '')).info.title, 'Firefly');
  await assert.rejects(library.show('aaaaaaaaaaaaaaaa'), { code: 'NOT_FOUND' });
});

test('a file that is gone is SOURCE_MISSING, an id that never was NOT_FOUND', async (t) => {
  const { films, look, library } = libraryIn(t);
  for (const name of ['a.mp4', 'b.mp4']) writeFileSync(join(films, name), name);
  await look();
  const [video] = library.videos();
  const source = library.source(video?.videoId ?? '');
  assert.equal(basename(source.path), 'a.mp4');
  rmSync(join(films, 'a.mp4'));
  await assert.rejects(library.version(source), { code: 'SOURCE_MISSING' });
  await look();
  assert.throws(() => library.source(video?.videoId ?? ''), { code: 'SOURCE_MISSING' });
  assert.throws(() => library.source('aaaaaaaaaaaaaaaa'), { code: 'NOT_FOUND' });
});

/** Permissions would not keep root out. */
const unreadable = (t: TestContext, kind: 'readdir' | 'stat' | 'open', name: string): void => {
  const real = fs[kind] as (...args: unknown[]) => Promise<unknown>;
  const failing = async (path: unknown, ...args: unknown[]): Promise<unknown> => {
    if (String(path).endsWith(name)) throw Object.assign(new Error('EIO'), { code: 'EIO' });
    return real(path, ...args);
  };
  const mock = t.mock.method(fs, kind, failing as never);
  syncBuiltinESMExports();
  t.after(() => {
    mock.mock.restore();
    syncBuiltinESMExports();
  });
};

for (const [kind, name] of [
  ['readdir', 'series'],
  ['stat', 'b.mp4'],
  ['open', 'b.mp4'],
] as const) {
  test(`what a failing ${kind} hides is kept; what is gone beside it is not`, async (t) => {
    const { films, look, library } = libraryIn(t);
    mkdirSync(join(films, 'series'));
    for (const file of ['a.mp4', 'series/b.mp4']) writeFileSync(join(films, file), file);
    await look();
    unreadable(t, kind, name);
    rmSync(join(films, 'a.mp4'));
    writeFileSync(join(films, 'series/b.mp4'), 'changed');
    await look();
    assert.deepEqual(titles(library), ['b']);
  });
}

test('a share that does not answer keeps its videos, and is not asked for all', async (t) => {
  const { films, library, files } = libraryIn(t);
  const names = Array.from({ length: 40 }, (_, index) => `${index}/film-${index}.mp4`);
  for (const name of names) {
    mkdirSync(join(films, dirname(name)));
    writeFileSync(join(films, name), name);
  }
  await library.scan();
  let asked = 0;
  t.mock.method(files, 'list', async (folder: SourceRef) => {
    if (folder.path === '') return createEngine().list(folder, SUFFIXES);
    asked++;
    throw new HaemaError('TIMED_OUT', 'the share does not answer');
  });
  await library.scan();
  assert.equal(library.videos().length, names.length);
  assert.ok(asked < 10, `${asked} times`);
});

test('what is new waits for no dead share; what may come from there does', async (t) => {
  const folder = tempDir(t);
  const clock = { ms: 0 };
  const db = openDatabase(join(folder, 'haema.db'));
  t.after(() => db.close());
  const [here, share] = [join(folder, 'here'), join(folder, 'share')];
  for (const path of [here, share]) mkdirSync(path);
  writeFileSync(join(share, 'moved.mp4'), 'moved');
  writeFileSync(join(share, 'stays.mp4'), 'it stays');
  const files = createEngine();
  const roots = [here, share].map((path) => ({ label: basename(path), path }));
  const library = withVideos(
    new Library(db, files, new MediaFacts(db), roots, SILENT, () => clock.ms),
    db,
  );
  await library.scan();
  const before = library.videos().find(({ title }) => title === 'moved');
  writeFileSync(join(here, 'new.mp4'), 'new one');
  await library.scan();
  renameSync(join(share, 'moved.mp4'), join(here, 'moved.mp4'));
  clock.ms += QUIET_MS;
  const { promise: answer, resolve } = Promise.withResolvers<void>();
  const { list } = files;
  t.mock.method(files, 'list', async (source: SourceRef) => {
    if (source.root === share) await answer;
    return list(source, SUFFIXES);
  });
  const scanned = library.scan();
  await until(() => titles(library).includes('new'));
  assert.deepEqual(titles(library), ['moved', 'new', 'stays']);
  resolve();
  await scanned;
  const moved = library.videos().find(({ title }) => title === 'moved');
  assert.equal(moved?.videoId, before?.videoId);
  assert.deepEqual(titles(library), ['moved', 'new', 'stays']);
});

test('files that came are found by a look after a minute, not sooner', async (t) => {
  const clock = { ms: 0 };
  const { films, library } = libraryIn(t, clock);
  await library.scan();
  writeFileSync(join(films, 'a.mp4'), 'a');
  clock.ms = 59_000;
  library.refresh();
  await library.stop(); // waits for a look that runs
  assert.deepEqual(titles(library), []);
  const { library: other, films: folder } = libraryIn(t, clock);
  await other.scan();
  writeFileSync(join(folder, 'a.mp4'), 'a');
  clock.ms += 61_000;
  other.refresh();
  await other.scan(); // the one that runs
  clock.ms += QUIET_MS;
  await other.scan();
  assert.deepEqual(titles(other), ['a']);
});

test('a scan that is stopped takes in nothing more', async (t) => {
  const { films, library } = libraryIn(t);
  writeFileSync(join(films, 'a.mp4'), 'a');
  await library.scan();
  writeFileSync(join(films, 'b.mp4'), 'b');
  rmSync(join(films, 'a.mp4'));
  const scanned = library.scan();
  await library.stop();
  await scanned;
  assert.deepEqual(titles(library), ['a']);
});

test('folders are refused by name when they are missing or none', (t) => {
  const folder = tempDir(t);
  writeFileSync(join(folder, 'file'), '');
  for (const name of ['missing', 'file']) {
    assert.throws(() => openFolders([join(folder, name)]), {
      code: 'BAD_REQUEST',
      detail: join(folder, name),
    });
  }
});

test('a file that is being copied in is left alone until it is quiet', async (t) => {
  const clock = { ms: 0 };
  const { films, library } = libraryIn(t, clock);
  writeFileSync(join(films, 'old.mp4'), 'old');
  await library.scan();
  assert.deepEqual(titles(library), ['old'], 'what is there at the start is there at once');
  const [old] = library.videos();
  const waits: (number | null)[] = [];
  library.onScan(({ againMs }) => waits.push(againMs));
  writeFileSync(join(films, 'new.mp4'), 'be');
  writeFileSync(join(films, 'old.mp4'), 'older');
  await library.scan();
  clock.ms += QUIET_MS;
  writeFileSync(join(films, 'new.mp4'), 'begun');
  await library.scan();
  assert.deepEqual(titles(library), ['old']);
  const version = { size: 5, mtimeUs: 0 };
  assert.equal(library.knownHash(old?.videoId ?? '', version), null);
  clock.ms += QUIET_MS;
  await library.scan();
  assert.deepEqual(titles(library), ['new', 'old']);
  assert.deepEqual(waits, [QUIET_MS, QUIET_MS, null]);
});

test('what was looked at late in a long look and again soon after is not quiet yet', async (t) => {
  const clock = { ms: 0 };
  const { films, library, files } = libraryIn(t, clock);
  await library.scan();
  mkdirSync(join(films, 'late'));
  writeFileSync(join(films, 'late/new.mp4'), 'begun');
  const { list } = files;
  t.mock.method(files, 'list', async (source: SourceRef) => {
    if (source.path === '') clock.ms += 2 * QUIET_MS;
    return list(source, SUFFIXES);
  });
  await library.rescan(null);
  const touched = new Touched();
  touched.add({ root: 'films', path: 'late' });
  for (const [ms, expected] of [
    [QUIET_MS - 1, []],
    [1, ['new']],
  ] as const) {
    clock.ms += ms;
    await library.rescan(touched);
    assert.deepEqual(titles(library), expected);
  }
});

test('a look at the folders that were touched reads no other', async (t) => {
  const clock = { ms: 0 };
  const { films, library, files } = libraryIn(t, clock);
  for (const name of ['a/a.mp4', 'b/b.mp4', 'c/c.mp4']) {
    mkdirSync(join(films, dirname(name)));
    writeFileSync(join(films, name), name);
  }
  await library.scan();
  const { list } = files;
  const looked: string[] = [];
  t.mock.method(files, 'list', (source: SourceRef) => {
    looked.push(source.path);
    return list(source, SUFFIXES);
  });
  rmSync(join(films, 'a'), { recursive: true });
  mkdirSync(join(films, 'd'));
  renameSync(join(films, 'c/c.mp4'), join(films, 'd/d.mp4'));
  writeFileSync(join(films, 'b/x.mp4'), 'not looked at');
  const touched = new Touched();
  for (const path of ['', 'c']) touched.add({ root: 'films', path });
  await library.rescan(touched);
  assert.deepEqual(looked.sort(), ['', 'c', 'd']);
  assert.deepEqual(titles(library), ['b', 'd']);
});
