import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SILENT } from '../../../src/core/log.ts';
import { Colours } from '../../../src/library/colours.ts';
import { openDatabase } from '../../../src/library/db.ts';
import { tempDir } from '../../support/temp-dir.ts';

const setUp = (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const db = openDatabase(join(tempDir(t), 'haema.db'));
  const colours = new Colours(db, SILENT);
  t.after(() => {
    colours.close();
    db.close();
  });
  const stored = () => new Colours(db, SILENT).all();
  return { db, colours, stored };
};

test('what was learned is known at once and after a restart; the newest counts', async (t) => {
  const { colours, stored } = setUp(t);
  colours.learned('a', 0x102030);
  const known = await colours.all();
  colours.learned('a', 0xffffff);
  colours.learned('b', 0);
  const expected = new Map([
    ['a', 0xffffff],
    ['b', 0],
  ]);
  assert.deepEqual(known, expected);
  colours.close();
  assert.deepEqual(await stored(), expected);
});

test('what was learned is written within a second, all of it at once', async (t) => {
  const { colours, stored } = setUp(t);
  for (const id of ['a', 'b', 'c']) colours.learned(id, 1);
  assert.equal((await stored()).size, 0);
  t.mock.timers.tick(1000);
  assert.equal((await stored()).size, 3);
});

test('a poster in another width is no news', async (t) => {
  const { colours } = setUp(t);
  colours.learned('a', 0x7f7f7f);
  colours.learned('a', 0x80807e);
  colours.learned('b', 0x7f7f7f);
  colours.learned('b', 0x7f8f7f);
  const expected = new Map([
    ['a', 0x7f7f7f],
    ['b', 0x7f8f7f],
  ]);
  assert.deepEqual(await colours.all(), expected);
});

test('what cannot be read is no colour, and nobody waits for it', async (t) => {
  const { db, colours } = setUp(t);
  db.exec('DROP TABLE colours');
  colours.learned('a', 1);
  assert.deepEqual(await colours.all(), new Map([['a', 1]]));
});

test('what cannot be written is known all the same, and written later', async (t) => {
  const { db, colours, stored } = setUp(t);
  db.pragma('query_only = ON');
  colours.learned('a', 1);
  t.mock.timers.tick(1000);
  colours.learned('b', 2);
  t.mock.timers.tick(1000);
  assert.equal((await colours.all()).get('a'), 1);
  assert.equal((await stored()).size, 0);
  db.pragma('query_only = OFF');
  t.mock.timers.tick(60_000);
  assert.deepEqual([...(await stored()).keys()], ['a', 'b']);
});
