/** Large bodies over real sockets: files, slow clients, and what they cost. */
import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { HaemaError } from '../../src/core/errors.ts';
import { fileCalls } from '../../src/engine/files/calls.ts';
import type { Services } from '../../src/http/routes/routes.ts';
import type { Original } from '../../src/http/services.ts';
import { fakeServices, patterned, segmentOf, VIDEO } from '../support/fake-services.ts';
import { askAndWait, get, startServer, until } from '../support/raw-http.ts';
import { tempDir } from '../support/temp-dir.ts';

const media = `/api/v1/video/${VIDEO}`;
const original = `${media}/original`;

interface Film {
  readonly services: Partial<Services>;
  readonly path: string;
}

const withOriginal = (t: TestContext, content: Buffer | number): Film => {
  const root = tempDir(t);
  const name = 'Ein Film «1».mkv';
  const path = join(root, name);
  writeFileSync(path, typeof content === 'number' ? '' : content);
  if (typeof content === 'number') truncateSync(path, content);
  const read: Original['read'] = (start, length) =>
    fileCalls.read({ root, path: name }, start, length).promise;
  const original = async (): Promise<Original> => ({ ...(await read(0, 0)), read, name });
  const { catalog } = fakeServices();
  return { services: { catalog: { ...catalog, original } }, path };
};

test('a file is sent whole, in part, or not at all', async (t) => {
  const bytes = patterned(3_000_001);
  const file = withOriginal(t, bytes);
  const { port } = await startServer(t, file.services);
  const whole = await get(port, original);
  assert.deepEqual(whole.body, bytes);
  assert.equal(whole.headers['content-type'], 'video/x-matroska');
  assert.equal(whole.headers['accept-ranges'], 'bytes');
  assert.match(String(whole.headers['content-disposition']), /%C2%AB1%C2%BB\.mkv$/);
  const etag = String(whole.headers['etag']);
  const part = await get(port, original, { Range: 'bytes=-1000001', 'If-Range': etag });
  assert.equal(part.status, 206);
  assert.deepEqual(part.body, bytes.subarray(2_000_000));
  const since = String(whole.headers['last-modified']);
  const byDate = await get(port, original, { Range: 'bytes=5-5', 'If-Range': since });
  assert.equal(byDate.status, 206);
  assert.equal((await get(port, original, { 'If-None-Match': etag })).status, 304);
  assert.equal((await get(port, original, { 'If-Modified-Since': since })).status, 304);
  assert.equal((await get(port, original, { Range: 'bytes=3000001-' })).status, 416);
  const head = await get(port, original, {}, 'HEAD');
  assert.equal(head.headers['content-length'], '3000001');
});

test('positions beyond 4 GiB are exact', async (t) => {
  const size = 10 * 2 ** 30;
  const file = withOriginal(t, size);
  const { port } = await startServer(t, file.services);
  const tail = await get(port, original, { Range: `bytes=${size - 10}-` });
  assert.equal(tail.headers['content-range'], `bytes ${size - 10}-${size - 1}/${size}`);
  assert.equal(tail.body.length, 10);
  const head = await get(port, original, {}, 'HEAD');
  assert.equal(head.headers['content-length'], String(size));
  const socket = await askAndWait(port, original);
  const told = await new Promise<string>((resolve) => {
    socket.once('data', (data) => resolve(data.toString('latin1')));
    socket.resume();
  });
  assert.match(told, new RegExp(`Content-Length: ${size}\r\n`));
  socket.destroy();
});

test('an empty file is an empty answer', async (t) => {
  const file = withOriginal(t, Buffer.alloc(0));
  const { port } = await startServer(t, file.services);
  const { status, headers, body } = await get(port, original);
  assert.deepEqual([status, headers['content-length'], body.length], [200, '0', 0]);
});

test('a file that shrinks while it is sent ends the connection, not the body', async (t) => {
  const file = withOriginal(t, 500_000_000);
  const server = await startServer(t, file.services);
  const socket = await askAndWait(server.port, original);
  await until(
    () => socket.readableLength > 0 || socket.bytesRead > 0 || server.inHand > 0,
    'asked',
  );
  truncateSync(file.path, 1000);
  let received = 0;
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    received += data.length;
  });
  socket.resume();
  await closed;
  assert.ok(received < 500_000_000);
  await until(() => server.inHand === 0, 'it is over');
});

test('a file that cannot be read is an error with words', async (t) => {
  const { catalog } = fakeServices();
  const traits = { size: 10, mtimeUs: 0, inode: '1:1' };
  const read = () => Promise.reject(new HaemaError('READ_FAILED', 'the file cannot be read'));
  const broken = async (): Promise<Original> => ({ traits, read, name: 'a.mkv' });
  const { port } = await startServer(t, { catalog: { ...catalog, original: broken } });
  const { status, headers, body } = await get(port, original);
  assert.equal(status, 503);
  assert.equal(JSON.parse(body.toString()).code, 'read_failed');
  assert.equal(headers['access-control-allow-origin'], '*');
});

/** Descriptors of this process. */
const descriptors = async (): Promise<number> => (await readdir('/proc/self/fd')).length;

/** Takes a little now and then, as a client on a bad line does. */
const sip = (socket: Socket): void => {
  socket.read(1024);
};

for (const kind of ['segment', 'original'] as const) {
  test(`60 clients that hardly read a large ${kind} cost next to nothing`, async (t) => {
    const body = patterned(16_000_000);
    const file = withOriginal(t, body);
    const segments = { getNow: () => segmentOf(body), get: () => Promise.reject(new Error()) };
    const server = await startServer(t, { ...file.services, segments });
    const path = kind === 'segment' ? `${media}/720p_h264/0.ts?v=now` : original;
    await get(server.port, path);
    const before = { rss: process.memoryUsage().rss, fds: await descriptors() };
    const sockets = await Promise.all(
      Array.from({ length: 60 }, () => askAndWait(server.port, path)),
    );
    await until(() => server.inHand === 60, 'all were asked for');
    for (let round = 0; round < 20; round++) {
      sockets.forEach(sip);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const grown = process.memoryUsage().rss - before.rss;
    assert.ok(grown < 60 * 600_000, `grew by ${grown} bytes`); // both ends are in this process
    assert.equal((await get(server.port, path)).body.length, body.length);
    for (const socket of sockets) socket.destroy();
    await until(() => server.inHand === 0, 'all is let go');
    for (let now = await descriptors(); now > before.fds + 2; now = await descriptors()) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
}

test('a slow client gets every byte', async (t) => {
  const body = patterned(12_000_000);
  const file = withOriginal(t, body);
  const segments = { getNow: () => segmentOf(body), get: () => Promise.reject(new Error()) };
  const { port } = await startServer(t, { ...file.services, segments });
  for (const path of [original, `${media}/720p_h264/0.ts?v=now`]) {
    const socket = await askAndWait(port, path);
    const chunks: Buffer[] = [];
    let size = 0;
    const headerSize = (): number => Buffer.concat(chunks.slice(0, 1)).indexOf('\r\n\r\n') + 4;
    while (chunks.length === 0 || size < headerSize() + body.length) {
      const chunk = socket.read() as Buffer | null;
      if (chunk !== null) size += chunks.push(chunk) && chunk.length;
      else await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert.ok(Buffer.concat(chunks).subarray(headerSize()).equals(body));
    socket.destroy();
  }
});
