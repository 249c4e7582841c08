/** Segments that are made while they are sent, over real sockets. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { HaemaError } from '../../src/core/errors.ts';
import type { ServedSegment } from '../../src/stream/segment-service.ts';
import { patterned, segmentOf, VIDEO } from '../support/fake-services.ts';
import { askAndWait, exchangeRaw, get, startServer, until } from '../support/raw-http.ts';

const PATH = `/api/v1/video/${VIDEO}/source_hevc/0.m4s?v=now`;
const PART = 1_000_000;
const partAt = (nth: number): Buffer => patterned(PART).fill(nth, 0, 1000);

/** A segment of so many parts; the one numbered `broken` cannot be made. */
const serve = async (t: TestContext, count: number, broken = Number.POSITIVE_INFINITY) => {
  const told = { made: 1, left: false };
  const segments = {
    getNow: () => null,
    get: async (_query: unknown, _viewer: string, signal: AbortSignal): Promise<ServedSegment> => {
      signal.addEventListener('abort', () => {
        told.left = true;
      });
      const rest = async (): Promise<Buffer | null> => {
        if (told.made === count) return null;
        if (told.made === broken) throw new HaemaError('MEDIA_INVALID', 'the video is damaged');
        return partAt(told.made++);
      };
      return { ...segmentOf(partAt(0)), rest };
    },
  };
  return { told, server: await startServer(t, { segments }) };
};

test('a segment in parts is one body, of a length that is not told before', async (t) => {
  const { server, told } = await serve(t, 5);
  const { status, headers, body } = await get(server.port, PATH);
  assert.equal(status, 200);
  assert.equal(headers['content-length'], undefined);
  assert.equal(headers['transfer-encoding'], 'chunked');
  assert.equal(headers['accept-ranges'], undefined);
  assert.ok(body.equals(Buffer.concat([0, 1, 2, 3, 4].map(partAt))));
  const etag = String(headers['etag']);
  told.made = 1;
  assert.equal((await get(server.port, PATH, { 'If-None-Match': etag })).status, 304);
  const ranged = await get(server.port, PATH, { Range: 'bytes=0-9' });
  assert.deepEqual([ranged.status, ranged.body.length], [200, 5 * PART]);
});

test('HEAD makes no more than the first part', async (t) => {
  const { server, told } = await serve(t, 5);
  const { status, headers, body } = await get(server.port, PATH, {}, 'HEAD');
  assert.deepEqual([status, headers['content-length'], body.length], [200, undefined, 0]);
  assert.equal(told.made, 1);
});

test('for a client that does not read no more parts are made than one ahead', async (t) => {
  const { server, told } = await serve(t, 1000);
  const socket = await askAndWait(server.port, PATH);
  const settled = async (): Promise<number> => {
    for (let before = 0; before !== told.made; ) {
      before = told.made;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return told.made;
  };
  const waiting = await settled();
  assert.ok(waiting < 30, `${waiting} parts were made for the socket's own buffers`);
  socket.resume();
  await until(() => told.made > waiting + 10, 'it goes on as soon as the client reads');
  assert.ok(!told.left);
  socket.destroy();
  await until(() => server.inHand === 0, 'it is over');
  assert.ok(told.left && told.made < 1000);
});

test('a part that cannot be made cuts the connection', async (t) => {
  const { server } = await serve(t, 5, 3);
  const text = `GET ${PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const received = await exchangeRaw(server.port, text);
  assert.ok(received.startsWith('HTTP/1.1 200'));
  assert.ok(received.length > 2 * PART && received.length < 4 * PART);
  assert.ok(!received.endsWith('\r\n0\r\n\r\n'), 'the body looks complete');
  assert.ok(server.entries.some(({ fields }) => JSON.stringify(fields).includes('segment')));
  await until(() => server.inHand === 0, 'it is over');
});
