import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openDatabase } from '../../../src/library/db.ts';
import { ReadOnce } from '../../../src/library/read-once.ts';
import { tempDir } from '../../support/temp-dir.ts';

interface Row {
  readonly id: string;
  readonly colour: number;
}

const setUp = (t: TestContext, count: number) => {
  const db = openDatabase(join(tempDir(t), 'haema.db'));
  t.after(() => db.close());
  const save = db.prepare('INSERT INTO colours VALUES (?, ?)');
  const ids = Array.from({ length: count }, (_, at) => `id${at}`);
  db.transaction(() => ids.forEach((id, at) => void save.run(id, at)))();
  const rowsAfter = (id: string, most: number) =>
    db
      .prepare<[string, number], Row>(
        'SELECT id, colour FROM colours WHERE id > ? ORDER BY id LIMIT ?',
      )
      .all(id, most);
  return { db, ids, rowsAfter };
};

test('all rows of a large table, and nothing older than what was set', async (t) => {
  const { ids, rowsAfter } = setUp(t, 1001);
  const kept = new ReadOnce(rowsAfter, ({ colour }) => (colour === 7 ? null : colour));
  kept.set('id500', -1);
  const reading = kept.all();
  kept.set('id999', -2); // between two steps
  kept.set('new', 3);
  const all = await reading;
  const expected = new Map(ids.map((id, at) => [id, at]));
  expected.delete('id7'); // passed by
  for (const [id, value] of [
    ['id500', -1],
    ['id999', -2],
    ['new', 3],
  ] as const)
    expected.set(id, value);
  assert.deepEqual(all, expected);
  kept.set('later', 4);
  assert.equal(all.get('later'), 4);
  assert.equal(await kept.all(), all);
});

test('a table that could not be read is read again for the next one who asks', async (t) => {
  const { db, rowsAfter } = setUp(t, 1);
  db.exec('ALTER TABLE colours RENAME TO away');
  const kept = new ReadOnce(rowsAfter, ({ colour }) => colour);
  await assert.rejects(kept.all(), /colours/);
  db.exec('ALTER TABLE away RENAME TO colours');
  assert.deepEqual(await kept.all(), new Map([['id0', 0]]));
});
