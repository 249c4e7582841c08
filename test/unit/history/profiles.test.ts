import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DEFAULT_PROFILE, Profiles } from '../../../src/history/profiles.ts';
import { HistoryStore } from '../../../src/history/store.ts';
import { openDatabase } from '../../../src/library/db.ts';
import { tempDir } from '../../support/temp-dir.ts';

const setUp = (t: TestContext): Profiles => {
  const db = openDatabase(join(tempDir(t), 'haema.db'));
  t.after(() => db.close());
  return new Profiles(new HistoryStore(db), () => 1000);
};

test('one is there from the beginning and stays', (t) => {
  const profiles = setUp(t);
  assert.deepEqual(
    profiles.list().map(({ profileId }) => profileId),
    [DEFAULT_PROFILE],
  );
  assert.throws(() => profiles.remove(DEFAULT_PROFILE), { code: 'BAD_REQUEST' });
  assert.equal(profiles.rename(DEFAULT_PROFILE, 'Ann').name, 'Ann');
});

test('added, renamed and removed', (t) => {
  const profiles = setUp(t);
  const { profileId } = profiles.add('Ada');
  assert.throws(() => profiles.add('ada'), { code: 'BAD_REQUEST' });
  assert.equal(profiles.rename(profileId, 'ADA').name, 'ADA');
  profiles.remove(profileId);
  assert.throws(() => profiles.find(profileId), { code: 'NOT_FOUND' });
});

test('a browser that remembers one that was removed gets the first one', (t) => {
  const profiles = setUp(t);
  const { profileId } = profiles.add('Ada');
  assert.equal(profiles.chosen(null, profileId), profileId);
  assert.equal(profiles.chosen(null, 'gone'), DEFAULT_PROFILE);
  assert.equal(profiles.chosen(null, null), DEFAULT_PROFILE);
  assert.throws(() => profiles.chosen('gone', null), { code: 'NOT_FOUND' });
});
