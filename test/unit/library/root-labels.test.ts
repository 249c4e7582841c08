import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { videoId } from '../../../src/core/ids.ts';
import { SILENT } from '../../../src/core/log.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { openDatabase } from '../../../src/library/db.ts';
import { Library } from '../../../src/library/library.ts';
import { MediaFacts } from '../../../src/library/media-facts.ts';
import { labelRoots } from '../../../src/library/root-labels.ts';
import { type Folder, openFolders } from '../../../src/library/roots.ts';
import { tempDir } from '../../support/temp-dir.ts';

const files = createEngine();

/** A machine with two folders of films by one name; one film has the same name in both. */
const machine = (t: TestContext) => {
  const top = tempDir(t);
  const at = (path: string): string => join(top, path);
  const write = (path: string, content = path): void => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  };
  for (const name of ['same.mkv', 'one.mkv', 'two.mkv']) write(`a/Films/${name}`);
  for (const name of ['same.mkv', 'three.mkv', 'four.mkv']) write(`b/Films/${name}`);
  /** Serves the folders; the video_id of each file that is listed, by folder and path. */
  const serve = async (folders: readonly string[], database = 'haema.db') => {
    const db = openDatabase(at(database));
    try {
      const roots = await labelRoots(db, files, openFolders(folders.map(at)));
      const library = new Library(db, files, new MediaFacts(db), roots, SILENT);
      await library.scan();
      const { byVideo } = await library.shelved();
      const ids = [...byVideo.keys()].map((videoId): [string, string] => {
        const { root, path } = library.source(videoId);
        return [`${root.slice(top.length + 1)}/${path}`, videoId];
      });
      return Object.fromEntries(ids.sort());
    } finally {
      db.close();
    }
  };
  return { at, write, serve };
};

const A = 'a/Films';
const B = 'b/Films';

/** The ids of the files in one of the folders, by the path that they have elsewhere. */
const idsIn = (ids: Record<string, string>, folder: string, elsewhere = folder) =>
  Object.fromEntries(
    Object.entries(ids)
      .filter(([path]) => path.startsWith(`${folder}/`))
      .map(([path, id]) => [path.replace(folder, elsewhere), id]),
  );

test('a folder is called by its name; of two with one name the second is numbered', async (t) => {
  const { serve } = machine(t);
  const ids = await serve([A, B, A]);
  assert.equal(Object.keys(ids).length, 6);
  assert.equal(ids[`${A}/same.mkv`], videoId('Films', 'same.mkv'));
  assert.equal(ids[`${B}/same.mkv`], videoId('Films-2', 'same.mkv'));
  assert.deepEqual(await serve([A, B], 'fresh.db'), ids);
  assert.deepEqual(await serve([B], 'single.db'), {
    [`${B}/four.mkv`]: videoId('Films', 'four.mkv'),
    [`${B}/same.mkv`]: videoId('Films', 'same.mkv'),
    [`${B}/three.mkv`]: videoId('Films', 'three.mkv'),
  });
});

test('ids stay in whatever order folders are given, and which are left out', async (t) => {
  const { serve } = machine(t);
  const ids = await serve([A, B]);
  for (const folders of [[B], [B, A], [A], [A, B]]) {
    const expected = Object.assign({}, ...folders.map((folder) => idsIn(ids, folder)));
    assert.deepEqual(await serve(folders), expected, folders.join());
  }
});

test('another folder of the same name takes over nothing', async (t) => {
  const { at, serve } = machine(t);
  const ids = await serve([A]);
  const others = await serve([B]);
  assert.equal(others[`${B}/same.mkv`], videoId('Films-2', 'same.mkv'));
  rmSync(at(A), { recursive: true }); // gone or not: what is in the other one is not what was here
  assert.deepEqual(await serve([B]), others);
  assert.ok(Object.values(ids).every((id) => !Object.values(others).includes(id)));
});

for (const [how, to] of [
  ['moved', 'mnt/Films'],
  ['renamed', 'a/Movies'],
] as const) {
  test(`a folder that is ${how} keeps its ids`, async (t) => {
    const { at, write, serve } = machine(t);
    const ids = await serve([A, B]);
    mkdirSync(dirname(at(to)), { recursive: true });
    renameSync(at(A), at(to));
    write(`${to}/new.mkv`);
    const expected = { ...idsIn(ids, A, to), [`${to}/new.mkv`]: videoId('Films', 'new.mkv') };
    assert.deepEqual(await serve([to]), expected);
    assert.deepEqual(await serve([B, to]), { ...expected, ...idsIn(ids, B) });
  });
}

test('two folders that are moved at once are told apart by their files', async (t) => {
  const { at, serve } = machine(t);
  const ids = await serve([A, B]);
  renameSync(at('a'), at('c'));
  renameSync(at('b'), at('d'));
  const expected = { ...idsIn(ids, A, 'c/Films'), ...idsIn(ids, B, 'd/Films') };
  assert.deepEqual(await serve(['d/Films', 'c/Films']), expected);
});

test('a folder that is copied to another disk, without its times, keeps its ids', async (t) => {
  const { at, serve } = machine(t);
  const ids = await serve([A]);
  cpSync(at(A), at('disk/Films'), { recursive: true });
  for (const name of ['same.mkv', 'one.mkv', 'two.mkv']) utimesSync(at(`disk/Films/${name}`), 1, 1);
  assert.deepEqual(await serve(['disk/Films']), idsIn(ids, A, 'disk/Films'));
});

test('a folder that is served beside its copy keeps its ids, the copy gets its own', async (t) => {
  const { at, serve } = machine(t);
  const ids = await serve([A]);
  cpSync(at(A), at('disk/Films'), { recursive: true, preserveTimestamps: true });
  const both = await serve(['disk/Films', A]);
  assert.deepEqual(idsIn(both, A), ids);
  assert.equal(new Set(Object.values(both)).size, 6);
});

test('a folder by way of a link is the same one', async (t) => {
  const { at, serve } = machine(t);
  const ids = await serve([A, B]);
  symlinkSync(at(B), at('link'));
  assert.deepEqual(await serve(['link']), idsIn(ids, B));
});

test('a share whose mount point is empty for now keeps its ids', async (t) => {
  const { at, serve } = machine(t);
  const ids = await serve([A, B]);
  renameSync(at(B), at('away'));
  mkdirSync(at(B));
  await assert.rejects(serve([B]), { code: 'SOURCE_OFFLINE' }, 'what it held is kept');
  rmSync(at(B), { recursive: true });
  renameSync(at('away'), at(B));
  assert.deepEqual(await serve([B]), idsIn(ids, B));
});

test('a folder that does not answer has its label, or none if it may be moved', async (t) => {
  const { at, serve } = machine(t);
  await serve([A]);
  const db = openDatabase(at('haema.db'));
  t.after(() => db.close());
  const away = (path: string): Folder => ({ path: at(path), answers: false });
  const label = 'Films';
  assert.deepEqual(await labelRoots(db, files, [away(A)]), [{ label, path: at(A) }]);
  assert.deepEqual(await labelRoots(db, files, [away(B)]), []);
  const empty = openDatabase(at('empty.db'));
  t.after(() => empty.close());
  assert.deepEqual(await labelRoots(empty, files, [away(B)]), [{ label, path: at(B) }]);
});
