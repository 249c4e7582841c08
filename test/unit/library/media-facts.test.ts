import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import type { FileVersion, MediaIndex, Probe } from '../../../src/engine/types.ts';
import { type CopyFacts, encodeCopyFacts } from '../../../src/library/copy-codec.ts';
import { type Db, openDatabase } from '../../../src/library/db.ts';
import { FileCatalog } from '../../../src/library/files.ts';
import { decodeIndex, encodeIndex } from '../../../src/library/index-codec.ts';
import { MediaFacts } from '../../../src/library/media-facts.ts';
import { seededInts } from '../../support/seeded-ints.ts';
import { tempDir } from '../../support/temp-dir.ts';

const VERSION: FileVersion = { size: 1000, mtimeUs: 1_700_000_000_123_456 };
const REPLACED: FileVersion = { size: 2000, mtimeUs: 1_700_000_001_000_000 };

const INDEX: MediaIndex = {
  from: 'mov',
  keyframes: Float64Array.of(0, 180_180, 360_360),
  seeks: Float64Array.of(-1024, 2, Number.MAX_SAFE_INTEGER),
  frames: Float64Array.of(),
};

const PROBE: Probe = {
  version: VERSION,
  format: 'matroska,webm',
  origin: -1920,
  duration: 90_000,
  durationFrom: 'header',
  bitRate: null,
  streams: [],
  video: null,
  audio: null,
  chapters: [],
  tags: { title: 'Amélie' },
  index: INDEX,
  pieces: [],
};

const setUp = (t: TestContext): { db: Db; facts: MediaFacts; id: string } => {
  const db = openDatabase(join(tempDir(t), 'haema.db'));
  t.after(() => db.close());
  const file = { root: 'r', path: 'a.mkv', ...VERSION, inode: '8:1', sampledHash: 'h' };
  const [row] = new FileCatalog(db).register([file], () => true);
  return { db, facts: new MediaFacts(db), id: row?.videoId ?? '' };
};

test('facts come back as they were stored, for their version only', async (t) => {
  const { facts, id } = setUp(t);
  assert.equal(await facts.load(id, VERSION), null);
  await facts.save(id, PROBE);
  assert.deepEqual(await facts.load(id, VERSION), PROBE);
  assert.equal(await facts.load(id, REPLACED), null);
});

test('storing the facts of a new version drops those of the old one', async (t) => {
  const { facts, id } = setUp(t);
  await facts.save(id, PROBE);
  await facts.save(id, { ...PROBE, version: REPLACED });
  assert.equal(await facts.load(id, VERSION), null);
  assert.deepEqual((await facts.load(id, REPLACED))?.version, REPLACED);
});

const damage: { name: string; column: string; value: unknown }[] = [
  { name: 'of another format', column: 'format', value: 999 },
  { name: 'that do not inflate', column: 'probe', value: Buffer.from('garbage') },
  { name: 'that are no JSON', column: 'probe', value: deflateRawSync(Buffer.alloc(40)) },
  { name: 'with no index', column: 'media_index', value: deflateRawSync(Buffer.alloc(40)) },
];
for (const { name, column, value } of damage) {
  test(`facts ${name} are as good as none`, async (t) => {
    const { db, facts, id } = setUp(t);
    await facts.save(id, PROBE);
    db.prepare(`UPDATE media_facts SET ${column} = ?`).run(value);
    assert.equal(await facts.load(id, VERSION), null);
  });
}

test('facts of a video that is not in the catalog are a database error', async (t) => {
  await assert.rejects(setUp(t).facts.save('nobody', PROBE), { code: 'DATABASE_FAILED' });
});

test('decodeIndex undoes encodeIndex for any rising and falling lists', () => {
  const kinds: MediaIndex['from'][] = ['none', 'mov', 'matroska', 'avi', 'flv'];
  for (let seed = 1; seed <= 200; seed++) {
    const next = seededInts(seed);
    const list = () => Float64Array.from({ length: next(50) }, () => next(2 ** 53) - 2 ** 52);
    const from = kinds[next(kinds.length)] ?? 'none';
    const index = { from, keyframes: list(), seeks: list(), frames: list() };
    assert.deepEqual(decodeIndex(encodeIndex(index)), index, `seed ${seed}`);
  }
});

test('decodeIndex refuses every cut-off', () => {
  const bytes = encodeIndex(INDEX);
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => decodeIndex(bytes.subarray(0, length)), RangeError, `${length} bytes`);
  }
});

test('two hours of evenly lasting frames take a few kilobytes', () => {
  const frames = Float64Array.from({ length: 2 * 3600 * 24 }, (_, i) => i * 3750);
  assert.ok(deflateRawSync(encodeIndex({ ...INDEX, frames })).length < 4096);
});

const COPIES: CopyFacts = {
  times: Float64Array.of(0, 360_360, 720_720),
  places: null,
  pictures: {
    refusal: null,
    codecs: 'hvc1.2.4.L123.B0',
    supplemental: 'dvh1.08.06/db1p',
    videoRange: 'PQ',
    width: 1920,
    height: 1080,
    kinds: Uint8Array.of(0, 1, 2),
    sizes: Float64Array.of(1000, 2 ** 40, 3),
  },
  sounds: [{ stream: 1, codecs: 'ac-3', fitsTs: true, channels: null, refusal: null }],
};

test('what can be copied comes back as it was stored, for its version and build', async (t) => {
  const { facts, id } = setUp(t);
  assert.equal(await facts.loadCopies(id, VERSION, 'a'), null);
  await facts.saveCopies(id, VERSION, 'a', COPIES);
  assert.deepEqual(await facts.loadCopies(id, VERSION, 'a'), COPIES);
  assert.equal(await facts.loadCopies(id, VERSION, 'b'), null);
  assert.equal(await facts.loadCopies(id, REPLACED, 'a'), null);
  const without = { times: new Float64Array(), places: null, pictures: null, sounds: [] };
  await facts.saveCopies(id, REPLACED, 'b', without);
  assert.deepEqual(await facts.loadCopies(id, REPLACED, 'b'), without);
  const places = { seeks: Float64Array.of(-5, 7, 9), places: Float64Array.of(564, 2 ** 41, 5) };
  await facts.saveCopies(id, REPLACED, 'b', { ...COPIES, places });
  assert.deepEqual(await facts.loadCopies(id, REPLACED, 'b'), { ...COPIES, places });
  assert.equal(await facts.loadCopies(id, VERSION, 'a'), null);
});

test('damaged facts of copies are as good as none', async (t) => {
  const { db, facts, id } = setUp(t);
  await facts.saveCopies(id, VERSION, 'a', COPIES);
  const whole = encodeCopyFacts(COPIES);
  const damaged = [Buffer.alloc(0), Buffer.from('no'), whole.subarray(0, 40), whole.subarray(4)];
  for (const bytes of damaged) {
    db.prepare('UPDATE copy_facts SET facts = ?').run(deflateRawSync(bytes));
    assert.equal(await facts.loadCopies(id, VERSION, 'a'), null);
  }
});
