import assert from 'node:assert/strict';
import { appendFileSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileCalls } from '../../../src/engine/files/calls.ts';
import type { Piece } from '../../../src/engine/types.ts';
import { readFilePart } from '../../../src/http/file-reader.ts';
import { PieceReader } from '../../../src/http/pieces.ts';
import { patterned } from '../../support/fake-services.ts';
import { tempDir } from '../../support/temp-dir.ts';

const SIZE = 1_000_000;

const readerOf = async (t: TestContext, start = 0, end = SIZE) => {
  const root = tempDir(t);
  const path = join(root, 'film.mkv');
  writeFileSync(path, patterned(SIZE));
  const asked: number[] = [];
  const read = (at: number, length: number): Promise<Piece> => {
    asked.push(at);
    return fileCalls.read({ root, path: 'film.mkv' }, at, length).promise;
  };
  const { traits } = await read(0, 0);
  asked.pop();
  const reader = new PieceReader(readFilePart({ file: { traits, read }, start, end }));
  return { path, asked, reader };
};

const rest = async (reader: PieceReader): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for (let chunk = await reader.next(); chunk !== null; chunk = await reader.next()) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
};

for (const [start, end] of [
  [0, SIZE],
  [1, 2],
  [999_999, SIZE],
  [123_456, 789_012],
  [5, 5],
] as const) {
  test(`bytes ${start} to ${end} of a file`, async (t) => {
    const { reader } = await readerOf(t, start, end);
    assert.deepEqual(await rest(reader), patterned(SIZE).subarray(start, end));
  });
}

const CHANGES: Readonly<Record<string, (path: string) => void>> = {
  cut: (path) => truncateSync(path, 10),
  'written over': (path) => utimesSync(path, 1, 1),
  replaced: (path) => {
    writeFileSync(`${path}-new`, patterned(SIZE + 1));
    renameSync(`${path}-new`, path);
  },
};

for (const [what, change] of Object.entries(CHANGES)) {
  test(`a file that was ${what} gives no more bytes`, async (t) => {
    const { path, reader } = await readerOf(t);
    await reader.next();
    change(path);
    await assert.rejects(rest(reader), { code: 'SOURCE_CHANGED' });
  });
}

test('one piece is read ahead, and no more', async (t) => {
  const { asked, reader } = await readerOf(t);
  const length = (await reader.next())?.length ?? 0;
  assert.deepEqual(asked, [0, length]);
  await reader.next();
  assert.deepEqual(asked, [0, length, 2 * length]);
});

test('a file that is still being written gives what it had when it was opened', async (t) => {
  const { path, reader } = await readerOf(t);
  const first = Buffer.from((await reader.next()) ?? '');
  appendFileSync(path, 'more');
  assert.deepEqual(Buffer.concat([first, await rest(reader)]), patterned(SIZE));
});
