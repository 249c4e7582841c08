import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import {
  readFully,
  sampledBlocks,
  sampledHash,
} from '../../../../src/engine/files/sampled-hash.ts';
import { seededInts } from '../../../support/seeded-ints.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const KIB = 1024;

const NO_STEP = (): void => undefined;
const hashOf = (path: string, size = statSync(path).size): Promise<string> =>
  sampledHash({ root: dirname(path), path: basename(path) }, size, NO_STEP);

test('sampledBlocks: small files are read whole, in one piece', () => {
  assert.deepEqual(sampledBlocks(0), []);
  assert.deepEqual(sampledBlocks(1), [{ start: 0, length: 1 }]);
  assert.deepEqual(sampledBlocks(512 * KIB), [{ start: 0, length: 512 * KIB }]);
});

test('sampledBlocks: of large files the start, the end and between, without overlap', () => {
  for (const size of [512 * KIB + 1, 700_000, 2 ** 31, 2 ** 45 + 7]) {
    const blocks = sampledBlocks(size);
    assert.equal(blocks.length, 8);
    assert.equal(blocks.at(0)?.start, 0);
    assert.equal(blocks.at(-1)?.start, size - 64 * KIB);
    for (const [i, { start }] of blocks.entries()) {
      assert.ok(start >= i * 64 * KIB, `size ${size}, block ${i}`);
    }
  }
});

test('sampledHash of a small file is that of its size and bytes', async (t) => {
  const path = join(tempDir(t), 'a.mkv');
  writeFileSync(path, 'matroska');
  const expected = createHash('sha256').update('8\nmatroska').digest('hex');
  assert.equal(await hashOf(path), expected);
});

test('sampledHash of the first bytes is that of the file before it grew', async (t) => {
  const path = join(tempDir(t), 'a.ts');
  for (const size of [8, 700 * KIB]) {
    writeFileSync(path, Buffer.alloc(size, 'packet'));
    const before = await hashOf(path);
    appendFileSync(path, 'more');
    assert.equal(await hashOf(path, size), before);
    assert.notEqual(await hashOf(path), before);
    truncateSync(path, size - 1);
    await assert.rejects(hashOf(path, size), { code: 'SOURCE_CHANGED' });
  }
});

test('sampledHash sees a change in the first and in the last byte of a large file', async (t) => {
  const path = join(tempDir(t), 'a.mkv');
  const next = seededInts(7);
  const bytes = Buffer.from(Array.from({ length: 900 * KIB }, () => next(256)));
  const hashes = new Set<string>();
  for (const at of [null, 0, bytes.length - 1]) {
    if (at !== null) bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    hashes.add(await hashOf(path));
  }
  assert.equal(hashes.size, 3);
});

test('sampledHash: what is missing or no regular file has the same code', async (t) => {
  const dir = tempDir(t);
  const fifo = join(dir, 'fifo.mkv');
  execFileSync('mkfifo', [fifo]);
  for (const path of [join(dir, 'none.mkv'), dir, '/dev/zero', fifo]) {
    await assert.rejects(hashOf(path, 1), { code: 'SOURCE_MISSING', detail: path });
  }
});

/** A file that gives at most `most` bytes at once. */
const reluctant = (bytes: Buffer, most: number): Pick<FileHandle, 'read'> => {
  const read = async (buffer: Buffer, offset: number, length: number, position: number) => {
    const end = position + Math.min(length, most);
    return { bytesRead: bytes.copy(buffer, offset, position, end), buffer };
  };
  return { read: read as FileHandle['read'] };
};

test('readFully: goes on after a short read, and ends where the file does', async () => {
  const bytes = Buffer.from('0123456789abcdef');
  const file = reluctant(bytes, 3);
  assert.deepEqual(await readFully(file, 2, 10, NO_STEP), bytes.subarray(2, 12));
  assert.deepEqual(await readFully(file, 0, 16, NO_STEP), bytes);
  await assert.rejects(readFully(file, 10, 7, NO_STEP), { code: 'SOURCE_CHANGED' });
});
