import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { videoId } from '../../../src/core/ids.ts';
import { openDatabase } from '../../../src/library/db.ts';
import { FileCatalog } from '../../../src/library/files.ts';
import type { FoundFile } from '../../../src/library/identify.ts';
import { seededInts } from '../../support/seeded-ints.ts';
import { tempDir } from '../../support/temp-dir.ts';

const ROOT = 'movies';
const all = () => true;

const catalogOf = (t: TestContext, nowUs?: () => number): FileCatalog => {
  const db = openDatabase(join(tempDir(t), 'haema.db'));
  t.after(() => db.close());
  return new FileCatalog(db, nowUs);
};

/** Every content has its own size, inode and hash. */
const found = (path: string, content: number): FoundFile => ({
  root: ROOT,
  path,
  size: 1000 + content,
  mtimeUs: content,
  inode: `8:${content}`,
  sampledHash: `hash ${content}`,
});

test('a new file gets the id of its place and its row comes back', (t) => {
  const catalog = catalogOf(t, () => 42);
  const [row] = catalog.register([found('a.mkv', 1)], all);
  const expected = {
    ...found('a.mkv', 1),
    videoId: videoId(ROOT, 'a.mkv'),
    present: true,
    firstSeenUs: 42,
    lastSeenUs: 42,
  };
  assert.deepEqual(row, expected);
  assert.deepEqual(catalog.byId(expected.videoId), expected);
});

test('rows come in the order of the files, and a moved file keeps when it was first seen', (t) => {
  let now = 1;
  const catalog = catalogOf(t, () => now++);
  catalog.register([found('b.mkv', 2), found('a.mkv', 1)], all);
  const rows = catalog.register([found('moved.mkv', 2), found('a.mkv', 1)], all);
  assert.deepEqual(
    rows.map((row) => row.path),
    ['moved.mkv', 'a.mkv'],
  );
  assert.deepEqual(
    rows.map((row) => [row.firstSeenUs, row.lastSeenUs]),
    [
      [1, 2],
      [1, 2],
    ],
  );
});

test('a file that is gone stays known, absent, and comes back elsewhere with its id', async (t) => {
  const catalog = catalogOf(t);
  const id = catalog.register([found('a.mkv', 1)], all)[0]?.videoId ?? '';
  await catalog.vacate(all);
  assert.equal(catalog.byId(id)?.present, false);
  for await (const rows of catalog.presentInSteps()) assert.deepEqual(rows, []);
  assert.equal(catalog.register([found('back.mkv', 1)], all)[0]?.videoId, id);
});

test('what was not scanned is left as it is', (t) => {
  const catalog = catalogOf(t);
  const id = catalog.register([found('a.mkv', 1)], all)[0]?.videoId ?? '';
  catalog.register([found('b.mkv', 2)], () => false);
  assert.equal(catalog.byId(id)?.present, true);
});

test('a new file at the old place of a moved one gets the next id, definitely', (t) => {
  const catalog = catalogOf(t);
  catalog.register([found('a.mkv', 1)], all);
  const rows = catalog.register([found('a.mkv', 2), found('old/a.mkv', 1)], all);
  assert.deepEqual(
    rows.map((row) => row.videoId),
    [videoId(ROOT, 'a.mkv', 1), videoId(ROOT, 'a.mkv')],
  );
});

test('one name in NFC and NFD, found together, are two videos with two ids', (t) => {
  const names = ['é.mkv'.normalize('NFC'), 'é.mkv'.normalize('NFD')];
  const rows = catalogOf(t).register(names.map(found), all);
  assert.equal(new Set(rows.map((row) => row.videoId)).size, 2);
  assert.deepEqual(
    rows.map((row) => row.path),
    names,
  );
});

/** A folder on which things happen; keeps for every path which content lies there. */
class Folder {
  readonly files = new Map<string, number>();
  readonly #next: (limit: number) => number;
  #contents = 0;

  constructor(next: (limit: number) => number) {
    this.#next = next;
  }

  change(): void {
    const paths = [...this.files.keys()];
    const path = paths[this.#next(paths.length)];
    const content = path === undefined ? undefined : this.files.get(path);
    const kind = this.#next(5);
    if (path === undefined || content === undefined || kind === 0) {
      this.files.set(this.#freePath(), this.#contents++);
    } else if (kind === 1) {
      this.files.delete(path);
    } else if (kind === 2) {
      this.#swap(path, paths[this.#next(paths.length)] ?? path);
    } else {
      this.files.delete(path);
      this.files.set(this.#freePath(), content);
    }
  }

  /** Few names, so that new files often take the place of moved ones. */
  #freePath(): string {
    for (;;) {
      const path = `${this.#next(30)}.mkv`;
      if (!this.files.has(path)) return path;
    }
  }

  #swap(a: string, b: string): void {
    const [atA, atB] = [this.files.get(a), this.files.get(b)];
    if (atA === undefined || atB === undefined) return;
    this.files.set(a, atB).set(b, atA);
  }
}

test('through any renames, swaps, deletions and new files each file keeps its own id', (t) => {
  for (let seed = 1; seed <= 15; seed++) {
    const next = seededInts(seed);
    const folder = new Folder(next);
    const catalog = catalogOf(t);
    const idOf = new Map<number, string>();
    for (let round = 0; round < 25; round++) {
      for (let i = next(6); i >= 0 && folder.files.size < 25; i--) folder.change();
      const files = [...folder.files].map(([path, content]) => found(path, content));
      for (const row of catalog.register(files, all)) {
        const content = row.mtimeUs;
        const where = `seed ${seed}, round ${round}, content ${content} at ${row.path}`;
        assert.equal(row.videoId, idOf.get(content) ?? row.videoId, where);
        idOf.set(content, row.videoId);
        assert.deepEqual(catalog.byId(row.videoId), row, where);
      }
      const present = [...folder.files.values()].map((content) => idOf.get(content));
      assert.equal(
        new Set(present).size,
        present.length,
        `seed ${seed}, round ${round}: ids shared`,
      );
    }
  }
});

test('what may have been moved here: a file of a size that was read, at a new place', (t) => {
  const catalog = catalogOf(t);
  const unread = { ...found('a.mkv', 1), sampledHash: '' };
  const [row] = catalog.register([unread], all);
  const moved = { ...unread, path: 'b.mkv' };
  assert.equal(catalog.mayBeMoved(moved), false, 'nothing to compare it with');
  catalog.keepHash(row?.videoId ?? '', unread, 'hash 1');
  assert.equal(catalog.mayBeMoved(moved), true);
  assert.equal(catalog.mayBeMoved(unread), false, 'it has been here before');
  assert.equal(catalog.mayBeMoved(found('b.mkv', 2)), false, 'another size');
});
