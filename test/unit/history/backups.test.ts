import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SILENT } from '../../../src/core/log.ts';
import { Backups, backupsOf } from '../../../src/history/backups.ts';
import { exportHistory, importHistory } from '../../../src/history/portable.ts';
import { HistoryStore, type ProgressRow } from '../../../src/history/store.ts';
import { openOrReplace } from '../../../src/library/rescue.ts';
import { tempDir } from '../../support/temp-dir.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 21, 12);

const place = (videoId: string, updatedMs = NOW, positionMs = 60_500): ProgressRow => ({
  ...{ profileId: 'default', videoId, item: `item of ${videoId}` },
  ...{ positionMs, durationMs: 100_000, watched: false, hidden: false, updatedMs },
});

const setUp = (t: TestContext, path = join(tempDir(t), 'haema.db')) => {
  const { db, isNew } = openOrReplace(path, backupsOf(path).length > 0, SILENT);
  t.after(() => db.close());
  const store = new HistoryStore(db);
  const backups = (nowMs: number) => new Backups(path, store, SILENT, () => nowMs);
  return { path, db, store, backups, isNew };
};

test('one a day is kept, of the last week, and none of nothing', async (t) => {
  const { path, store, backups } = setUp(t);
  await backups(NOW).keep();
  assert.deepEqual(backupsOf(path), []);
  store.save([place('a')]);
  for (let day = 0; day < 10; day++) {
    await backups(NOW + day * DAY).keep();
    await backups(NOW + day * DAY + 1).keep();
  }
  assert.equal(backupsOf(path).length, 7);
  assert.match(backupsOf(path)[0] ?? '', /haema\.db\.history-2026-11-30\.json$/);
});

test('a damaged database is put aside, and the history comes back', async (t) => {
  const { path, db, store, backups } = setUp(t);
  const rows = Array.from({ length: 2000 }, (_, n) => place(`video ${n}`));
  store.save(rows);
  await backups(NOW).keep();
  db.close();
  truncateSync(path, 64 * 1024);
  const again = setUp(t, path);
  assert.ok(again.isNew);
  assert.equal(again.store.all('default').length, 0);
  again.backups(NOW).restore();
  assert.deepEqual(
    again.store.all('default'),
    rows.toSorted((a, b) => (a.videoId < b.videoId ? -1 : 1)),
  );
  assert.equal(readdirSync(dirname(path)).filter((name) => /damaged-.*Z$/.test(name)).length, 1);
});

test('an older backup is taken where the newest cannot be read', async (t) => {
  const { path, store, backups } = setUp(t);
  store.save([place('a')]);
  await backups(NOW).keep();
  writeFileSync(`${path}.history-2026-11-22.json`, '{"format":');
  store.remove(place('a'));
  backups(NOW).restore();
  assert.equal(store.all('default').length, 1);
});

test('what never was a database of haema is left where it is', (t) => {
  const path = join(tempDir(t), 'film.mkv');
  writeFileSync(path, Buffer.alloc(8192, 'x'));
  assert.throws(() => setUp(t, path), { code: 'DATABASE_FAILED' });
  assert.equal(readFileSync(path, 'latin1').length, 8192);
});

test('what was one, and does not begin like one any more, is put aside', async (t) => {
  const { path, db, store, backups } = setUp(t);
  store.save([place('a')]);
  await backups(NOW).keep();
  db.close();
  writeFileSync(path, Buffer.alloc(8192));
  assert.ok(setUp(t, path).isNew);
  assert.ok(existsSync(path));
});

test('an import adds what is newer, to the profile of that name', (t) => {
  const from = setUp(t);
  from.store.save([place('old', NOW - 1, 1_000), place('new', NOW + 1, 2_000), place('other')]);
  from.store.saveProfile({ profileId: 'ada', name: 'Ada', createdMs: 5 });
  from.store.save([{ ...place('hers'), profileId: 'ada' }]);
  const to = setUp(t);
  to.store.saveProfile({ profileId: 'ada2', name: 'ADA', createdMs: 5 });
  to.store.save([place('old'), place('new')]);
  const json = JSON.parse(JSON.stringify(exportHistory(from.store)));
  assert.equal(importHistory(to.store, json), 3);
  const positions = to.store.all('default').map(({ videoId, positionMs }) => [videoId, positionMs]);
  assert.deepEqual(positions, [
    ['new', 2_000],
    ['old', 60_500],
    ['other', 60_500],
  ]);
  assert.deepEqual(
    to.store.all('ada2').map(({ videoId }) => videoId),
    ['hers'],
  );
  assert.equal(importHistory(to.store, json), 0, 'again');
  assert.throws(() => importHistory(to.store, { format: 'haema history' }), {
    code: 'BAD_REQUEST',
  });
});
