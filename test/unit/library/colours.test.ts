import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Colours } from '../../../src/library/colours.ts';
import { openDatabase } from '../../../src/library/db.ts';
import { tempDir } from '../../support/temp-dir.ts';

test('what was learned is known after a restart, and the newest counts', async (t) => {
  const db = openDatabase(join(tempDir(t), 'haema.db'));
  const before = new Colours(db);
  before.learned('a', 0x102030);
  const known = await before.all();
  before.learned('a', 0xffffff);
  before.learned('b', 0);
  const expected = new Map([
    ['a', 0xffffff],
    ['b', 0],
  ]);
  assert.deepEqual(known, expected);
  assert.deepEqual(await new Colours(db).all(), expected);
  db.close();
  before.learned('c', 1); // what cannot be kept is known all the same
  assert.equal(known.get('c'), 1);
});
