import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openDatabase } from '../../../src/library/db.ts';
import { FileCatalog } from '../../../src/library/files.ts';
import { MediaFacts } from '../../../src/library/media-facts.ts';
import { parseTold, toldOf } from '../../../src/library/summary.ts';
import { fakeAudio, fakeProbe, fakeVideo } from '../../support/fake-probe.ts';
import { tempDir } from '../../support/temp-dir.ts';

const { signal } = new AbortController();

const setUp = (t: TestContext, count: number) => {
  const db = openDatabase(join(tempDir(t), 'haema.db'));
  t.after(() => db.close());
  const files = Array.from({ length: count }, (_, at) => {
    const path = `${at}.mkv`;
    return { root: 'r', path, size: 1000, mtimeUs: 1, inode: path, sampledHash: '' };
  });
  const ids = new FileCatalog(db).register(files, () => true).map(({ videoId }) => videoId);
  return { db, ids };
};

test('what is learned is told at once, and again after a restart', async (t) => {
  const { db, ids } = setUp(t, 2);
  const [id = '', other = ''] = ids;
  const facts = new MediaFacts(db);
  const told: string[] = [];
  facts.summaries.onLearned((videoId) => told.push(videoId));
  await facts.save(id, fakeProbe());
  assert.deepEqual(told, [id]);
  const all = await facts.summaries.all();
  await facts.save(other, fakeProbe({ duration: 5 }));
  assert.equal(all.get(other)?.duration, 5);
  const { summaries } = new MediaFacts(db);
  assert.deepEqual(await summaries.all(), all);
  assert.equal(summaries.duration(id), fakeProbe().duration);
  assert.equal(summaries.duration('nobody'), null);
});

test('what an earlier haema has read is summed up, what is damaged is passed by', async (t) => {
  const { db, ids } = setUp(t, 3);
  const before = new MediaFacts(db);
  for (const id of ids) await before.save(id, fakeProbe());
  const [damaged = '', ...well] = ids;
  db.exec('DELETE FROM summaries; UPDATE media_facts SET format = 3');
  db.prepare("UPDATE media_facts SET probe = x'00' WHERE video_id = ?").run(damaged);
  const facts = new MediaFacts(db);
  assert.equal((await facts.summaries.all()).size, 0);
  await facts.summarise(signal);
  assert.deepEqual([...(await facts.summaries.all()).keys()].sort(), well.sort());
});

test('the form of a film: square pixels, the default sound first, whatever is in it', () => {
  const sampleAspect = { num: 64, den: 45 };
  const streams = [
    { ...fakeVideo, width: 720, height: 576, sampleAspect, dynamicRange: 'pq' },
    { ...fakeAudio, index: 1, language: 'x'.repeat(99) },
    { ...fakeAudio, index: 2, language: 'eng', channels: 6, channelLayout: '5.1(side)' },
    { ...fakeAudio, index: 3, channels: 0 },
  ];
  const told = toldOf(fakeProbe({ streams, audio: 2 }));
  assert.deepEqual(told, {
    picture: { long: 1024, short: 576, range: 'pq' },
    audio: [
      { language: 'eng', channels: 6, layout: '5.1(side)' },
      { language: 'x'.repeat(35), channels: 2, layout: 'stereo' },
    ],
    subtitles: [],
  });
  assert.deepEqual(parseTold(JSON.stringify(told)), told);
  assert.equal(toldOf(fakeProbe({ video: null })).picture, null);
  for (const text of ['', '{}', '{"picture":{}}', '[]']) assert.equal(parseTold(text), null);
});
