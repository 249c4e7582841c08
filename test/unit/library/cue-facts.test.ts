import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { CueFacts } from '../../../src/library/cue-facts.ts';
import { openDatabase } from '../../../src/library/db.ts';
import { tempDir } from '../../support/temp-dir.ts';

const ID = 'aaaaaaaaaaaaaaaa';
const VERSION = { size: 1, mtimeUs: 2 };
const INSERT = "INSERT INTO videos VALUES (?, 'films', 'a.mkv', 1, 2, '', '', 1, 0, 0)";

test('the subtitles of a version of a file, by one build', async (t) => {
  const db = openDatabase(join(tempDir(t), 'haema.db'));
  t.after(() => db.close());
  db.prepare(INSERT).run(ID);
  const facts = new CueFacts(db);
  const event = { order: 1, name: 'Ada', margins: [0, 0, 9], effect: '' } as const;
  const cue = { start: -90, end: 90_000, style: 'Default', layer: 0, text: 'ü\\N{\\i1}' };
  const cues = [cue, { ...cue, start: 5, layer: 2, style: 'Sign', event }];
  const tracks = [
    { stream: 2, header: '[Script Info]', cues },
    { stream: 3, header: '', cues: [] },
    { stream: 4, header: 'a\nb', cues: Array(1200).fill({ ...cue, settings: 'line:0' }) },
  ];
  assert.equal(await facts.load(ID, VERSION, 'a'), null);
  await facts.save(ID, VERSION, 'a', tracks);
  assert.deepEqual(await facts.load(ID, VERSION, 'a'), tracks);
  assert.equal(await facts.load(ID, VERSION, 'b'), null);
  assert.equal(await facts.load(ID, { ...VERSION, size: 2 }, 'a'), null);
  db.prepare('UPDATE cues SET cues = ?').run(Buffer.from('damaged'));
  assert.equal(await facts.load(ID, VERSION, 'a'), null);
  db.prepare('DELETE FROM videos').run();
  assert.equal(db.prepare('SELECT count(*) FROM cues').pluck().get(), 0);
});
