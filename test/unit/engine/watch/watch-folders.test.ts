import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { FolderChange } from '../../../../src/engine/watch/protocol.ts';
import { watchFolders } from '../../../../src/engine/watch/watch-folders.ts';
import { tempDir } from '../../../support/temp-dir.ts';
import { until } from '../../../support/title.ts';

/** Watches until the test has ended. */
const watching = async (t: TestContext, roots: readonly string[]): Promise<FolderChange[]> => {
  let isReady = false;
  const changes: FolderChange[] = [];
  const watcher = watchFolders(roots, {
    onReady: () => {
      isReady = true;
    },
    onChange: (some) => changes.push(...some),
    onMany: assert.fail,
    onFull: assert.fail,
    onLost: assert.fail,
  });
  t.after(() => watcher.close());
  await until(() => isReady);
  return changes;
};

test('what changes anywhere below the roots is told by folder', async (t) => {
  const folder = tempDir(t);
  const roots = ['films', 'films 2'].map((name) => join(folder, name));
  const [films = '', more = ''] = roots;
  mkdirSync(join(films, 'Alien/Extras'), { recursive: true });
  mkdirSync(more);
  writeFileSync(join(films, 'Alien/a.mkv'), 'a');
  const changes = await watching(t, roots);
  const told = async (root: number, path: string, isOfNames = true): Promise<void> => {
    await until(() =>
      changes.some((it) => it.root === root && it.folder === path && it.isOfNames === isOfNames),
    );
    changes.length = 0;
  };
  appendFileSync(join(films, 'Alien/a.mkv'), 'more');
  await told(0, 'Alien', false);
  writeFileSync(join(films, 'Alien/Extras/b.mkv'), 'b');
  await told(0, 'Alien/Extras');
  writeFileSync(join(more, 'c.mkv'), 'c');
  await told(1, '');
  mkdirSync(join(films, 'New/er'), { recursive: true });
  writeFileSync(join(films, 'New/er/c.mkv'), 'c');
  await told(0, 'New/er');
  await until(() => {
    writeFileSync(join(films, 'New/er/d.mkv'), 'd'); // folders that came are watched in a moment
    rmSync(join(films, 'New/er/d.mkv'));
    return changes.some((it) => it.folder === 'New/er');
  });
  renameSync(join(films, 'Alien'), join(films, 'Aliens'));
  await told(0, '');
});

test('folders with a point in front are nobody else’s business', async (t) => {
  const folder = tempDir(t);
  mkdirSync(join(folder, '.trash'));
  const changes = await watching(t, [folder]);
  writeFileSync(join(folder, '.trash/a.mkv'), 'a');
  writeFileSync(join(folder, '.hidden'), 'a');
  mkdirSync(join(folder, 'seen'));
  writeFileSync(join(folder, 'b.mkv'), 'b');
  const told = () => new Set(changes.map((it) => it.folder));
  await until(() => told().has('seen'));
  assert.deepEqual(told(), new Set(['', 'seen']));
});

test('a root within another hears of its own folders, too', async (t) => {
  const folder = tempDir(t);
  mkdirSync(join(folder, 'series/Dark'), { recursive: true });
  const changes = await watching(t, [folder, join(folder, 'series')]);
  writeFileSync(join(folder, 'series/Dark/a.mkv'), 'a');
  await until(() => changes.length >= 2);
  const told = new Set(changes.map((it) => `${it.root} ${it.folder}`));
  assert.deepEqual(told, new Set(['0 series/Dark', '1 Dark']));
});
