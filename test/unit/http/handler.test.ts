import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { HaemaError } from '../../../src/core/errors.ts';
import type { Handler } from '../../../src/http/handler.ts';
import type { Request } from '../../../src/http/request.ts';
import {
  clientSending,
  fakeHandler,
  fakeServices,
  PLAYLIST_TEXT,
  patterned,
  recordingLog,
  request,
  segmentOf,
  VIDEO,
} from '../../support/fake-services.ts';

const client = clientSending('');
const media = `/api/v1/video/${VIDEO}`;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly length: number | null;
  readonly body: Buffer;
}

const ask = async (asked: Request, handle: Handler = fakeHandler()): Promise<Answer> => {
  const { status, headers, length, body } = await handle(asked, client);
  assert.ok(body === null || Buffer.isBuffer(body));
  return { status, headers, length, body: body ?? Buffer.alloc(0) };
};

const codeOf = ({ body }: Answer): string => JSON.parse(body.toString()).code;

const found = [
  { target: '/', type: 'text/html; charset=utf-8', cache: 'no-cache' },
  { target: `/watch/${VIDEO}`, type: 'text/html; charset=utf-8', cache: 'no-cache' },
  { target: '/readyz', type: 'application/json; charset=utf-8', cache: 'no-store' },
  { target: '/healthz', type: 'application/json; charset=utf-8', cache: 'no-store' },
  { target: '/api/v1/shows', type: 'application/json; charset=utf-8', cache: 'no-cache' },
  { target: `/api/v1/shows/${VIDEO}`, type: 'application/json; charset=utf-8', cache: 'no-cache' },
  { target: media, type: 'application/json; charset=utf-8', cache: 'no-cache' },
  { target: `${media}/master.m3u8`, type: 'application/vnd.apple.mpegurl', cache: 'no-cache' },
  {
    target: `${media}/audio1_aac/stream.m3u8?container=fmp4&audio=1&x=y`,
    type: 'application/vnd.apple.mpegurl',
    cache: 'no-cache',
  },
  { target: `${media}/original.m3u`, type: 'audio/x-mpegurl', cache: 'no-cache' },
  { target: `${media}/720p_h264/0.ts`, type: 'video/mp2t', cache: 'no-cache' },
  { target: `${media}/720p_h264/0.m4s`, type: 'video/mp4', cache: 'no-cache' },
  { target: `${media}/audio_aac/12.m4s?v=a-B_1`, type: 'audio/mp4', cache: 'immutable' },
  { target: `${media}/audio_aac/init.mp4?v=a`, type: 'audio/mp4', cache: 'immutable' },
  { target: `${media}/720p_h264/0.ts?v=now&audio=2`, type: 'video/mp2t', cache: 'immutable' },
  { target: `/api/v1/image/${VIDEO}/poster?w=300`, type: 'image/jpeg', cache: 'no-cache' },
  {
    target: `${media}/trickplay/images.m3u8`,
    type: 'application/vnd.apple.mpegurl',
    cache: 'no-cache',
  },
  { target: `${media}/trickplay/tiles.vtt`, type: 'text/vtt; charset=utf-8', cache: 'no-cache' },
  { target: `${media}/trickplay/0.jpg?v=a`, type: 'image/jpeg', cache: 'immutable' },
  { target: '/manifest.webmanifest', type: 'application/manifest+json', cache: 'no-cache' },
  { target: '/assets/icon.0a.png', type: 'image/png', cache: 'immutable' },
  { target: '/assets/main.0a.js', type: 'text/javascript; charset=utf-8', cache: 'immutable' },
];

for (const { target, type, cache } of found) {
  test(`GET ${target}`, async () => {
    const { status, headers } = await ask(request(target));
    assert.equal(status, 200);
    assert.equal(headers['Content-Type'], type);
    assert.match(headers['Cache-Control'] ?? '', new RegExp(`${cache}$`));
    assert.equal(headers['X-Content-Type-Options'], 'nosniff');
    assert.match(headers['Content-Security-Policy'] ?? '', /^default-src 'none'/);
    assert.equal(headers['Referrer-Policy'], 'no-referrer');
  });
}

test('a page of shows tells where the next one is', async () => {
  const { headers, body } = await ask(request('/api/v1/shows?limit=1&kind=movie'));
  assert.equal(headers['Link'], '</api/v1/shows?limit=1&kind=movie&cursor=next>; rel="next"');
  assert.equal(JSON.parse(body.toString()).length, 1);
  const { headers: all } = await ask(request('/api/v1/shows?sort=added'));
  assert.equal(all['Link'], '</api/v1/shows?limit=500&sort=added&cursor=next>; rel="next"');
});

const refused = [
  { target: '/api/v1/shows?limit=0', code: 'bad_request' },
  { target: '/api/v1/shows?kind=book', code: 'bad_request' },
  { target: '/api/v1/shows?sort=length', code: 'bad_request' },
  { target: '/api/v1/shows?cursor=%00', code: 'bad_request' },
  { target: '/nothing', code: 'not_found' },
  { target: '//', code: 'not_found' },
  { target: '/api/v1/shows/', code: 'not_found' },
  { target: '//api/v1/shows', code: 'not_found' },
  { target: '/api/v1/../v1/shows', code: 'not_found' },
  { target: '/assets/..%2f..%2fetc%2fpasswd', code: 'not_found' },
  { target: '/assets/__proto__', code: 'not_found' },
  { target: `${media}/%2e%2e/original`, code: 'bad_request' },
  { target: '/api/v1/video/%2e%2e/original', code: 'bad_request' },
  { target: '/api/v1/video/abcdefghijklmnop%00', code: 'bad_request' },
  { target: '/api/v1/video/ABCDEFGHIJKLMNOP', code: 'bad_request' },
  { target: '/api/v1/video/aaaaaaaaaaaaaaaa', code: 'not_found' },
  { target: `${media}/master.m3u8?subtitle=03`, code: 'bad_request' },
  { target: `${media}/720p-sub_h264/0.ts`, code: 'bad_request' },
  { target: `${media}/720p_h264/00.ts`, code: 'bad_request' },
  { target: `${media}/720p_h264/-1.ts`, code: 'bad_request' },
  { target: `${media}/720p_h264/99999999.ts`, code: 'bad_request' },
  { target: `${media}/720p_h264/1.mp4`, code: 'bad_request' },
  { target: `${media}/720p/1.ts`, code: 'bad_request' },
  { target: `${media}/720p_h264/1.ts?v=`, code: 'bad_request' },
  { target: `${media}/720p_h264/1.ts?v=a/b`, code: 'bad_request' },
  { target: `${media}/720p_h264/1.ts?audio=1e3`, code: 'bad_request' },
  { target: `${media}/master.m3u8?container=webm`, code: 'bad_request' },
  { target: `${media}/720p_h264/1.ts?v=old`, code: 'stale_playlist' },
  { target: `${media}/trickplay/00.jpg`, code: 'bad_request' },
  { target: `/api/v1/image/${VIDEO}/icon`, code: 'bad_request' },
  { target: `/api/v1/image/${VIDEO}/poster?w=0`, code: 'bad_request' },
  { target: `${media}/original`, code: 'source_missing' },
];

for (const { target, code } of refused) {
  test(`GET ${target} is refused: ${code}`, async () => {
    const answer = await ask(request(target));
    assert.equal(codeOf(answer), code);
    assert.equal(answer.headers['Content-Type'], 'application/problem+json');
    assert.equal(answer.headers['Cache-Control'], 'no-store');
    assert.equal(JSON.parse(answer.body.toString()).status, answer.status);
  });
}

test('a playlist goes compressed to who can read that, under a tag of its own', async () => {
  const target = `${media}/720p_h264/stream.m3u8`;
  const plain = await ask(request(target));
  const packed = await ask(request(target, { 'accept-encoding': 'br, gzip;q=0.5' }));
  const unwanted = await ask(request(target, { 'accept-encoding': 'gzip;q=0, *' }));
  assert.equal(plain.body.toString(), PLAYLIST_TEXT);
  assert.equal(packed.headers['Content-Encoding'], 'gzip');
  assert.equal(gunzipSync(packed.body).toString(), PLAYLIST_TEXT);
  assert.equal(packed.headers['Vary'], 'Accept-Encoding');
  assert.notEqual(packed.headers['ETag'], plain.headers['ETag']);
  assert.equal(unwanted.headers['Content-Encoding'], undefined);
});

test('what the client has is not sent again', async () => {
  const target = `${media}/720p_h264/0.ts?v=now`;
  const { headers } = await ask(request(target));
  const etag = headers['ETag'] ?? '';
  for (const known of [etag, `"x", W/${etag}`, '*']) {
    const answer = await ask(request(target, { 'if-none-match': known }));
    assert.equal(answer.status, 304);
    assert.equal(answer.length, null);
    assert.equal(answer.headers['ETag'], etag);
    assert.equal(answer.headers['Content-Type'], undefined);
  }
  const other = await ask(request(target, { 'if-none-match': '"other"' }));
  assert.equal(other.status, 200);
});

test('parts of a segment', async () => {
  const target = `${media}/720p_h264/0.ts?v=now`;
  const { headers } = await ask(request(target));
  const etag = headers['ETag'] ?? '';
  const part = await ask(request(target, { range: 'bytes=10-19', 'if-range': etag }));
  assert.equal(part.status, 206);
  assert.equal(part.headers['Content-Range'], 'bytes 10-19/1000');
  assert.deepEqual(part.body, patterned(1000).subarray(10, 20));
  const behind = await ask(request(target, { range: 'bytes=1000-' }));
  assert.equal(behind.status, 416);
  assert.equal(behind.headers['Content-Range'], 'bytes */1000');
  assert.equal(codeOf(behind), 'range_not_satisfiable');
  const changed = await ask(request(target, { range: 'bytes=10-19', 'if-range': '"x"' }));
  assert.equal(changed.status, 200);
  assert.equal(changed.length, 1000);
});

test('HEAD is GET without the body', async () => {
  for (const target of [media, `${media}/720p_h264/0.ts?v=now`, '/nothing', '/']) {
    const get = await ask(request(target));
    const head = await ask(request(target, {}, 'HEAD'));
    assert.equal(head.body.length, 0);
    assert.equal(head.length, get.body.length);
    assert.deepEqual({ ...head, body: null }, { ...get, body: null });
  }
});

test('other methods are refused, but not for what is not there', async () => {
  const answer = await ask(request('/api/v1/shows', {}, 'POST'));
  assert.equal(answer.status, 405);
  assert.equal(answer.headers['Allow'], 'GET, HEAD, OPTIONS');
  assert.equal((await ask(request('/nothing', {}, 'DELETE'))).status, 404);
});

const progress = `${media}/progress`;

/** What a page of this address, or of none, may send. */
const write = (method: string, origin: string, body: string, handle = fakeHandler()) =>
  Promise.resolve(handle(request(progress, { origin }, method), clientSending(body)));

test('what is sent is checked and taken', async () => {
  for (const method of ['PUT', 'POST']) {
    for (const origin of ['', 'http://127.0.0.1:8080']) {
      const { status, body, headers } = await write(method, origin, '{"position":12.5}');
      assert.equal(status, 200);
      assert.equal(JSON.parse(String(body)).position, 12.5);
      assert.equal(headers['Cache-Control'], 'no-store');
    }
  }
  for (const body of ['', '{', '[]', '{"position":-1}', '{"position":1,"at":"now"}']) {
    assert.equal((await write('PUT', '', body)).status, 400);
  }
  assert.equal((await write('DELETE', '', '')).status, 200);
});

test('pages of other addresses change nothing, unless they are allowed to', async () => {
  const foreign = ['https://evil.example.com', 'null', 'http://127.0.0.1:8081', 'http://127.0.0.1'];
  for (const origin of foreign) {
    for (const method of ['PUT', 'POST', 'DELETE']) {
      const { status, body } = await write(method, origin, '{"position":1}');
      assert.equal(status, 403);
      assert.equal(JSON.parse(String(body)).code, 'origin_refused');
    }
  }
  const handle = fakeHandler({}, { corsOrigins: ['https://app.example.com'] });
  const allowed = await write('PUT', 'https://app.example.com', '{"position":1}', handle);
  assert.equal(allowed.status, 200);
});

test('a profile is named, remembered, or neither', async () => {
  const asked: string[] = [];
  const watch = {
    ...fakeServices().watch,
    progress: (profile: string, id: string) => {
      asked.push(profile);
      return fakeServices().watch.progress(profile, id);
    },
  };
  const handle = fakeHandler({ watch });
  await ask(request(progress), handle);
  await ask(request(progress, { cookie: 'a=b; haema_profile=ada; c=d' }), handle);
  await ask(request(`${progress}?profile=bob`, { cookie: 'haema_profile=ada' }), handle);
  assert.deepEqual(asked, ['default', 'ada', 'bob']);
  assert.equal((await ask(request(`${progress}?profile=../x`), handle)).status, 400);
});

test('a name that may be anybody’s is refused, everywhere', async () => {
  for (const target of ['/', '/healthz', media, `${media}/master.m3u8`, '/nothing']) {
    const answer = await ask(request(target, { host: 'evil.example.com:8080' }));
    assert.equal(answer.status, 403);
    assert.match(answer.body.toString(), /--allow-host evil\.example\.com/);
  }
});

test('pages of other origins may play, and use the API where that is allowed', async () => {
  const origin = 'https://tv.example.org';
  const allow = 'Access-Control-Allow-Origin';
  const handle = fakeHandler({}, { corsOrigins: [origin] });
  const open = await ask(request(`${media}/master.m3u8`, { origin }));
  assert.equal(open.headers[allow], '*');
  assert.match(open.headers['Access-Control-Expose-Headers'] ?? '', /Server-Timing/);
  assert.equal((await ask(request(media, { origin }))).headers[allow], undefined);
  assert.equal((await ask(request(media, { origin }), handle)).headers[allow], origin);
  const other = await ask(request(media, { origin: 'https://evil.example' }), handle);
  assert.equal(other.headers[allow], undefined);
  assert.equal(other.headers['Vary'], 'Origin');
  const missing = await ask(request(`${media}/720p_h264/1.ts?v=old`, { origin }));
  assert.equal(missing.headers[allow], '*');
});

test('a preflight request tells what is allowed', async () => {
  const answer = await ask(request(`${media}/720p_h264/1.ts`, { origin: 'https://a' }, 'OPTIONS'));
  assert.equal(answer.status, 204);
  assert.equal(answer.headers['Access-Control-Allow-Origin'], '*');
  assert.equal(answer.headers['Access-Control-Allow-Methods'], 'GET, HEAD, OPTIONS');
  assert.match(answer.headers['Access-Control-Allow-Headers'] ?? '', /Range/);
});

test('Server-Timing tells how a segment was made', async () => {
  const timing = [
    { name: 'queue', ms: 0.04 },
    { name: 'encode', ms: 310.26 },
  ];
  const segments = {
    getNow: () => null,
    get: async () => ({ ...segmentOf(patterned(10)), timing }),
  };
  const { headers } = await ask(request(`${media}/720p_h264/1.ts`), fakeHandler({ segments }));
  assert.equal(headers['Server-Timing'], 'queue;dur=0, encode;dur=310.3');
});

test('the m3u holds the address that it was asked for at, and one title line', async () => {
  const { body, headers } = await ask(request(`${media}/original.m3u`, { host: 'nas:81' }));
  assert.equal(
    body.toString(),
    `#EXTM3U\n#EXTINF:-1,A film http://elsewhere/\nhttp://nas:81${media}/original\n`,
  );
  assert.match(headers['Content-Disposition'] ?? '', /^attachment; filename\*=UTF-8''A%20film%0D/);
});

const failing = (error: unknown) => ({
  segments: {
    getNow: () => null,
    get: () => Promise.reject(error),
  },
});

test('a bug tells the client nothing and the log everything', async () => {
  const log = recordingLog();
  const error = new TypeError('secret /mnt/path');
  const answer = await ask(
    request(`${media}/720p_h264/1.ts`),
    fakeHandler(failing(error), { log }),
  );
  assert.equal(answer.status, 500);
  assert.doesNotMatch(answer.body.toString(), /secret/);
  assert.equal(log.entries[0]?.level, 'error');
  assert.equal(log.entries[0]?.fields['error'], error);
});

test('a service that throws at once is no different', async () => {
  const { catalog } = fakeServices();
  const shows = (): never => {
    throw new Error('broken');
  };
  const answer = await ask(
    request('/api/v1/shows'),
    fakeHandler({ catalog: { ...catalog, shows } }),
  );
  assert.equal(answer.status, 500);
});

test('503 says when to come back, and 499 is never written', async () => {
  for (const code of ['BUSY', 'READ_FAILED', 'CANCELLED'] as const) {
    const error = new HaemaError(code, 'x');
    const answer = await ask(request(`${media}/720p_h264/1.ts`), fakeHandler(failing(error)));
    assert.equal(answer.status, 503);
    assert.match(answer.headers['Retry-After'] ?? '', /^\d+$/);
  }
});

test('a database that fails is told in words, whichever statement it was', async () => {
  const path = '/home/u/haema.db';
  const failing = (code: string) => ({
    ...fakeServices().profiles,
    list: (): never => {
      throw Object.assign(new Error(`${path}: ${code}`), { code });
    },
  });
  const expected = {
    SQLITE_FULL: [503, 'database_unwritable'],
    SQLITE_IOERR_READ: [503, 'database_unwritable'],
    SQLITE_BUSY: [503, 'database_locked'],
    SQLITE_CORRUPT_VTAB: [500, 'database_corrupt'],
    ENOENT: [500, 'engine_failed'],
  };
  for (const [code, answer] of Object.entries(expected)) {
    const handle = fakeHandler({ profiles: failing(code) });
    const told = await ask(request('/api/v1/profiles'), handle);
    assert.deepEqual([told.status, codeOf(told)], answer);
    assert.ok(!told.body.includes(path));
  }
});
