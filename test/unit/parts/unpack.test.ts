import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { placesForParts, restore, type UnpackedPart, unpacked } from '../../../src/parts/unpack.ts';
import { tempDir } from '../../support/temp-dir.ts';

const partOf = (text: string): UnpackedPart => {
  const bytes = Buffer.from(text);
  return { name: 'part.node', hash: hash('sha256', bytes), bytes };
};

const PART = partOf('compiled');
const DAYS_MS = 24 * 3600 * 1000;

test('a part lies in a folder that is this user’s alone', (t) => {
  const folder = join(tempDir(t), 'cache', 'haema');
  const file = unpacked({ folder, prefix: 'parts-' }, PART);
  assert.equal(dirname(dirname(file)), folder);
  assert.equal(readFileSync(file, 'utf8'), 'compiled');
  assert.equal(statSync(dirname(file)).mode & 0o777, 0o700);
  assert.equal(statSync(file).mode & 0o777, 0o500);
  assert.deepEqual(readdirSync(dirname(file)), ['part.node'], 'and nothing else');
});

test('what a part looks for lies beside it', (t) => {
  const place = { folder: tempDir(t), prefix: 'parts-' };
  const other = { ...partOf('fonts'), name: 'fonts.conf' };
  const folder = dirname(unpacked(place, { ...PART, beside: [other] }));
  assert.deepEqual(readdirSync(folder).sort(), ['fonts.conf', 'part.node']);
  assert.equal(readFileSync(join(folder, 'fonts.conf'), 'utf8'), 'fonts');
});

test('it is put there once, and again when it is not what it was', (t) => {
  const place = { folder: tempDir(t), prefix: 'parts-' };
  const file = unpacked(place, PART);
  const { ino } = statSync(file);
  assert.equal(statSync(unpacked(place, PART)).ino, ino);
  chmodSync(file, 0o700);
  writeFileSync(file, 'c0mpiled'); // as long as before
  assert.equal(readFileSync(unpacked(place, PART), 'utf8'), 'compiled');
});

test('others can no longer write into a folder that was open to them', (t) => {
  const place = { folder: tempDir(t), prefix: 'parts-' };
  const folder = dirname(unpacked(place, PART));
  chmodSync(folder, 0o777);
  unpacked(place, PART);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test('what is gone or cut off since is restored, and no more', (t) => {
  const place = { folder: tempDir(t), prefix: 'parts-' };
  const other = { ...partOf('fonts'), name: 'fonts.conf' };
  const part = { ...PART, beside: [other] };
  const file = unpacked(place, part);
  const { ino } = statSync(file);
  restore(place, part);
  assert.equal(statSync(file).ino, ino);
  rmSync(join(dirname(file), 'fonts.conf'));
  restore(place, part);
  assert.equal(readFileSync(join(dirname(file), 'fonts.conf'), 'utf8'), 'fonts');
  rmSync(dirname(file), { recursive: true });
  restore(place, part);
  assert.equal(readFileSync(file, 'utf8'), 'compiled');
});

test('no part lies where others could put another in its place', (t) => {
  const folder = join(tempDir(t), 'shared');
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  assert.throws(() => unpacked({ folder, prefix: 'parts-' }, PART), /others may replace/);
  chmodSync(folder, 0o1777);
  assert.equal(readFileSync(unpacked({ folder, prefix: 'parts-' }, PART), 'utf8'), 'compiled');
});

test('a link in its place is refused', (t) => {
  const folder = tempDir(t);
  const elsewhere = tempDir(t);
  symlinkSync(elsewhere, join(folder, `parts-${PART.hash.slice(0, 16)}`));
  assert.throws(() => unpacked({ folder, prefix: 'parts-' }, PART), /is not ours/);
  assert.deepEqual(readdirSync(elsewhere), []);
});

test('where nothing can be made it says so', () => {
  assert.throws(() => unpacked({ folder: '/proc/haema', prefix: 'parts-' }, PART));
});

test('parts of other versions go when they were not used for a week', (t) => {
  const place = { folder: tempDir(t), prefix: 'parts-' };
  const old = dirname(unpacked(place, partOf('long ago')));
  const recent = dirname(unpacked(place, partOf('yesterday')));
  const foreign = join(place.folder, 'films');
  mkdirSync(foreign);
  for (const [folder, days] of [
    [old, 8],
    [recent, 1],
    [foreign, 100],
  ] as const) {
    const time = new Date(Date.now() - days * DAYS_MS);
    utimesSync(folder, time, time);
  }
  unpacked(place, PART);
  assert.deepEqual([old, recent, foreign].map(existsSync), [false, true, true]);
});

test('the first place is the user’s cache', () => {
  const first = (environment: NodeJS.ProcessEnv) => placesForParts(environment)[0]?.folder;
  assert.equal(first({ XDG_CACHE_HOME: '/cache', HOME: '/home/ann' }), '/cache/haema');
  assert.equal(first({ XDG_CACHE_HOME: 'cache', HOME: '/home/ann' }), '/home/ann/.cache/haema');
});
