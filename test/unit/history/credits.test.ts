import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { creditsIn, creditsOf } from '../../../src/history/credits.ts';
import { openDatabase } from '../../../src/library/db.ts';
import { FileCatalog } from '../../../src/library/files.ts';
import { MediaFacts } from '../../../src/library/media-facts.ts';
import { fakeProbe } from '../../support/fake-probe.ts';
import { tempDir } from '../../support/temp-dir.ts';

const film = (...titles: (string | null)[]) =>
  titles.map((title, at) => ({ title, start: at * 90_000_000, end: (at + 1) * 90_000_000 }));

test('the credits of the end are found by their name', () => {
  for (const name of ['Credits', 'End Credits', 'Abspann', 'エンディング', 'End titles']) {
    assert.equal(creditsOf(film('Opening', null, '3', name)), 3_000_000);
  }
});

test('the credits of the beginning are not, nor is what only sounds like it', () => {
  assert.equal(creditsOf(film('Credits', 'One', 'Two', 'Three')), null);
  assert.equal(creditsOf(film('One', 'Two', 'The accredited one')), null);
  assert.equal(creditsOf([]), null);
});

test('who asks before anybody has looked into the file is told once somebody has', async (t) => {
  const db = openDatabase(join(tempDir(t), 'haema.db'));
  t.after(() => db.close());
  const probe = fakeProbe({ chapters: film('One', 'Two', 'Credits') });
  const file = { root: 'r', path: 'a.mkv', ...probe.version, inode: '8:1', sampledHash: 'h' };
  const [video] = new FileCatalog(db).register([file], () => true);
  const id = video?.videoId ?? '';
  const facts = new MediaFacts(db);
  assert.equal(await creditsIn(facts, id), null);
  await facts.save(id, probe);
  assert.equal(await creditsIn(facts, id), 2_000_000);
  await facts.save(id, { ...probe, chapters: film('One', 'Credits') });
  assert.equal(await creditsIn(facts, id), 1_000_000);
});
