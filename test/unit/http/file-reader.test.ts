import assert from 'node:assert/strict';
import { appendFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FileReader } from '../../../src/http/file-reader.ts';
import { patterned } from '../../support/fake-services.ts';
import { tempDir } from '../../support/temp-dir.ts';

const SIZE = 1_000_000;

const readerOf = async (t: TestContext, start = 0, end = SIZE) => {
  const path = join(tempDir(t), 'film.mkv');
  writeFileSync(path, patterned(SIZE));
  const file = await open(path);
  t.after(() => file.close());
  const { size, mtimeMs } = await file.stat();
  return { path, reader: new FileReader({ file, size, mtimeMs, start, end }) };
};

const rest = async (reader: FileReader): Promise<Buffer> => {
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

test('a file that was cut or rewritten gives no more bytes', async (t) => {
  const changes = [
    (path: string) => truncateSync(path, 10),
    (path: string) => utimesSync(path, 1, 1),
  ];
  for (const change of changes) {
    const { path, reader } = await readerOf(t);
    await reader.next();
    change(path);
    await assert.rejects(reader.next(), { code: 'SOURCE_CHANGED' });
  }
});

test('a file that is still being written gives what it had when it was opened', async (t) => {
  const { path, reader } = await readerOf(t);
  const first = Buffer.from((await reader.next()) ?? '');
  appendFileSync(path, 'more');
  assert.deepEqual(Buffer.concat([first, await rest(reader)]), patterned(SIZE));
});
