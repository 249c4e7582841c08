/** The server with real sockets: connections, methods, limits, and how it ends. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { listen } from '../../src/http/server.ts';
import {
  fakeHandler,
  patterned,
  recordingLog,
  segmentOf,
  VIDEO,
} from '../support/fake-services.ts';
import { deferred, exchangeRaw, get, startServer, until } from '../support/raw-http.ts';

const media = `/api/v1/video/${VIDEO}`;
const segment = `${media}/720p_h264/0.ts?v=now`;
const later = `${media}/720p_h264/0.ts`;
const requestTo = (path: string, more = '', method = 'GET'): string =>
  `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;

test('the bytes, their length and their type arrive', async (t) => {
  const { port, entries } = await startServer(t);
  const { status, headers, body } = await get(port, segment);
  assert.equal(status, 200);
  assert.equal(headers['content-length'], '1000');
  assert.equal(headers['content-type'], 'video/mp2t');
  assert.deepEqual(body, patterned(1000));
  const logged = entries.find(({ message }) => message === 'request')?.fields;
  for (const name of ['answerMs', 'ms']) assert.equal(typeof logged?.[name], 'number');
  const facts = { method: 'GET', route: 'segment', status: 200, bytes: 1000, aborted: false };
  assert.deepEqual({ ...logged, answerMs: 0, ms: 0 }, { ...facts, answerMs: 0, ms: 0 });
});

test('HEAD tells the length, sends no body and leaves the connection usable', async (t) => {
  const { port } = await startServer(t);
  const twice = requestTo(segment, '', 'HEAD') + requestTo('/healthz');
  const answers = await exchangeRaw(port, twice, (text) => text.endsWith('{"status":"ok"}'));
  assert.match(answers, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(answers, /Content-Length: 1000\r\n/);
  assert.equal(answers.split('\r\n\r\n').length, 3);
});

test('304 and 204 have no body and no length', async (t) => {
  const { port } = await startServer(t);
  const { headers } = await get(port, segment);
  const same = await get(port, segment, { 'If-None-Match': String(headers['etag']) });
  assert.equal(same.status, 304);
  assert.equal(same.headers['content-length'], undefined);
  assert.equal((await get(port, segment, {}, 'OPTIONS')).status, 204);
});

test('requests in one packet are answered in order', async (t) => {
  const { port } = await startServer(t);
  const all = [requestTo(segment, 'Range: bytes=0-0\r\n'), requestTo('/healthz'), requestTo('/x')];
  const answers = await exchangeRaw(port, all.join(''), (text) => text.includes('not_found'));
  const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  assert.deepEqual(statuses, ['206', '200', '404']);
});

test('a body that nobody asked for is refused and not kept', async (t) => {
  const { port } = await startServer(t);
  const size = 64 * 1024 * 1024;
  const before = process.memoryUsage().rss;
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const chunk = Buffer.alloc(256 * 1024);
    let sent = 0;
    let received = '';
    const more = (): void => {
      while (sent < size && !socket.destroyed) {
        sent += chunk.length;
        if (!socket.write(chunk)) return void socket.once('drain', more);
      }
      socket.write(requestTo('/healthz'));
    };
    socket.write(requestTo('/', `Content-Length: ${size}\r\n`, 'POST'), more);
    socket.on('data', (data) => {
      received += data;
      if (received.includes('"ok"')) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
  });
  assert.match(answer, /^HTTP\/1\.1 405 /);
  assert.match(answer, /Allow: GET, HEAD, OPTIONS/);
  assert.ok(process.memoryUsage().rss - before < size / 2);
});

test('many cookies pass, endless headers do not', async (t) => {
  const { port } = await startServer(t);
  const done = (text: string): boolean => text.includes('"ok"');
  const cookies = `Cookie: ${'c'.repeat(10_000)}\r\n`;
  assert.match(await exchangeRaw(port, requestTo('/healthz', cookies), done), / 200 OK/);
  const endless = `Cookie: ${'c'.repeat(100_000)}\r\n`;
  assert.doesNotMatch(await exchangeRaw(port, requestTo('/healthz', endless), done), / 200 OK/);
});

for (const garbage of [
  'GET / HTTP/1.0\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  'GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n',
  '\0\0\0\0\r\n\r\n',
]) {
  test(`${JSON.stringify(garbage)} is not answered with a page`, async (t) => {
    const { port } = await startServer(t);
    const answer = await exchangeRaw(port, `${garbage}${garbage}`, (text) => text.length > 0);
    assert.doesNotMatch(answer, / 200 OK/);
    assert.equal((await get(port, '/healthz')).status, 200);
  });
}

test('300 clients that leave at random moments', async (t) => {
  const body = patterned(2_000_000);
  const signals: AbortSignal[] = [];
  const segments = {
    getNow: () => null,
    get: async (_query: object, _viewer: string, signal: AbortSignal) => {
      signals.push(signal);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
      return segmentOf(body);
    },
  };
  const server = await startServer(t, { segments });
  const leave = (index: number): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
      socket.write(requestTo(later));
      if (index % 3 === 0) socket.once('data', () => socket.destroy());
      else setTimeout(() => socket.destroy(), Math.random() * 40);
      socket.resume();
    });
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: 30 }, (_, index) => leave(index)));
  }
  await until(() => server.inHand === 0, 'all requests ended');
  assert.ok(signals.some(({ aborted }) => aborted));
  assert.deepEqual((await get(server.port, later)).body, body);
});

test('a client that leaves while its segment is made cancels that', async (t) => {
  const { promise: asked, resolve: setAsked } = deferred<AbortSignal>();
  const segments = {
    getNow: () => null,
    get: (_query: object, _viewer: string, signal: AbortSignal) => {
      setAsked(signal);
      return new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    },
  };
  const server = await startServer(t, { segments });
  const socket = connect(server.port, '127.0.0.1');
  socket.write(requestTo(later));
  const signal = await asked;
  socket.destroy();
  await until(() => signal.aborted && server.inHand === 0, 'the signal fired');
  assert.deepEqual(
    server.entries.filter(({ level }) => level !== 'debug'),
    [],
  );
});

test('a port that is taken, and an address that is not ours, are told apart', async (t) => {
  const { port } = await startServer(t);
  const options = { handle: fakeHandler(), log: recordingLog() };
  const start = (host: string, at: number) => listen({ ...options, host, port: at });
  await assert.rejects(start('127.0.0.1', port), { code: 'PORT_TAKEN' });
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '0.0.0.0', resolve));
  t.after(() => other.close());
  const address = other.address();
  assert.ok(address !== null && typeof address === 'object');
  await assert.rejects(start('0.0.0.0', address.port), { code: 'PORT_TAKEN' });
  await assert.rejects(start('192.0.2.1', 0), { code: 'BAD_REQUEST' });
});

test('to stop is to answer what is in hand, and then to close everything', async (t) => {
  const { promise: made, resolve: make } = deferred<void>();
  const segments = {
    getNow: () => null,
    get: async () => {
      await made;
      return segmentOf(patterned(1000));
    },
  };
  const server = await startServer(t, { segments });
  const idle = connect(server.port, '127.0.0.1');
  const idleClosed = new Promise((resolve) => idle.on('close', resolve));
  idle.resume();
  const answer = get(server.port, later);
  await until(() => server.inHand === 1, 'the request arrived');
  const stopped = server.stop();
  await assert.rejects(get(server.port, '/healthz'), { code: 'ECONNREFUSED' });
  make();
  assert.equal((await answer).body.length, 1000);
  await stopped;
  await idleClosed;
});

test('the port of one that stopped can be listened on at once', async (t) => {
  const server = await startServer(t);
  const kept = connect(server.port, '127.0.0.1');
  const closed = once(kept, 'close');
  kept.write(requestTo('/healthz'));
  await once(kept, 'data');
  await server.stop();
  await closed; // by the server, whose system remembers that for a minute
  const { port } = server;
  const again = { host: '127.0.0.1', port, handle: fakeHandler(), log: recordingLog() };
  await (await listen(again)).stop();
});

test('over a connection that is open nobody is served by one that stops', async (t) => {
  const { promise: made, resolve: make } = deferred<void>();
  const segments = {
    getNow: () => null,
    get: () => made.then(() => segmentOf(patterned(1000))),
  };
  const server = await startServer(t, { segments });
  const kept = connect(server.port, '127.0.0.1');
  let received = '';
  kept.on('data', (data) => {
    received += data.toString('latin1');
  });
  const closed = new Promise((resolve) => kept.on('close', resolve));
  kept.write(requestTo('/readyz'));
  await until(() => received.includes('"ready"'), 'it is ready');
  const answer = get(server.port, later);
  await until(() => server.inHand === 1, 'the request arrived');
  const stopped = server.stop();
  kept.write(requestTo('/readyz'));
  await closed; // while the segment is still being made
  assert.match(received, /503 Service Unavailable.*\r\nConnection: close\r\n.*"not_ready"/s);
  make();
  assert.equal((await answer).headers['connection'], 'close');
  await stopped;
});

test('an answer that takes long is told, with where the time went', async (t) => {
  const { promise: made, resolve: make } = deferred<void>();
  const timing = [{ name: 'encode', ms: 6000 }];
  const segments = {
    getNow: () => null,
    get: () => made.then(() => ({ ...segmentOf(patterned(1000)), timing })),
  };
  const server = await startServer(t, { segments });
  const answer = get(server.port, later);
  await until(() => server.inHand === 1, 'the request arrived');
  const clock = performance.now.bind(performance);
  t.mock.method(performance, 'now', () => clock() + 6000);
  make();
  await answer;
  await get(server.port, '/healthz');
  const told = server.entries.filter(({ level }) => level === 'info');
  assert.deepEqual(
    told.map(({ message, fields }) => [message, fields['route'], fields['timing']]),
    [['a slow answer', 'segment', 'encode;dur=6000']],
  );
});

test('what is not there yet is told by /readyz, and is no failure', async (t) => {
  const { port, entries } = await startServer(t, { readiness: () => 'no engine child yet' });
  const { status, body } = await get(port, '/readyz');
  assert.equal(status, 503);
  assert.equal(JSON.parse(body.toString()).detail, 'no engine child yet');
  assert.equal((await get(port, '/healthz')).status, 200);
  assert.deepEqual(
    entries.filter(({ level }) => level !== 'debug'),
    [],
  );
});

test('what does not end is cut', async (t) => {
  const segments = { getNow: () => null, get: () => new Promise<never>(() => undefined) };
  const server = await startServer(t, { segments });
  const answer = get(server.port, later);
  await until(() => server.inHand === 1, 'the request arrived');
  await Promise.all([server.stop(20), assert.rejects(answer, { code: 'ECONNRESET' })]);
  assert.equal(server.inHand, 0);
});
