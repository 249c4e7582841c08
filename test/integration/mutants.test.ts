/**
 * Damaged files through the whole server: it lives, and every answer is a segment or a problem in
 * words. A short run; the long one is
 * `HAEMA_MUTANTS=1000 node --test test/integration/mutants.test.ts`.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import test from 'node:test';
import { isErrorCode } from '../../src/core/errors.ts';
import { SUFFIXES } from '../../src/library/media-files.ts';
import { json, listed } from '../support/app.ts';
import { type ClipName, clip } from '../support/clips.ts';
import { corpus } from '../support/corpus.ts';
import { seededInts } from '../support/seeded-ints.ts';
import { startServer } from '../support/server-process.ts';
import { tempDir } from '../support/temp-dir.ts';

const MUTANTS = Number(process.env['HAEMA_MUTANTS'] ?? 30);
const LARGEST = 1_000_000;
const CLIPS: readonly ClipName[] = [
  'h264.mp4',
  'h264.mkv',
  'h264.ts',
  'vp9-opus.webm',
  'mpeg2.mpg',
];
const next = seededInts(20_26);

/** Small files of every kind: the corpus's where it is there, and clips. */
const originals = (): string[] => {
  const folder = dirname(corpus('MANIFEST.tsv') ?? '');
  const files = folder === '.' ? [] : readdirSync(folder).map((name) => join(folder, name));
  const media = files.filter((file) => SUFFIXES.includes(extname(file)));
  return [...CLIPS.map(clip), ...media].filter((file) => statSync(file).size <= LARGEST);
};

/** What disks, downloads and people do to files. */
const DAMAGES: readonly ((bytes: Buffer) => Buffer)[] = [
  (bytes) => {
    for (let i = 0; i < 20; i++) bytes[next(bytes.length)] = next(256);
    return bytes;
  },
  // Headers and tables lie at either end.
  (bytes) => {
    for (let i = 0; i < 8; i++) bytes[next(Math.min(bytes.length, 4096))] = next(256);
    return bytes;
  },
  (bytes) => {
    for (let i = 0; i < 8; i++)
      bytes[bytes.length - 1 - next(Math.min(bytes.length, 4096))] = next(256);
    return bytes;
  },
  (bytes) => bytes.subarray(0, 1 + next(bytes.length)),
  (bytes) => bytes.fill(0, next(bytes.length), bytes.length),
  // A 32-bit number somewhere becomes another one: sizes and counts of boxes and elements.
  (bytes) => {
    const at = next(Math.max(1, bytes.length - 4));
    bytes.writeUInt32BE([0, 1, 0x7fffffff, 0xffffffff][next(4)] ?? 0, at);
    return bytes;
  },
  (bytes) => {
    const at = next(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + next(5000))]);
  },
];

const breed = (folder: string): void => {
  const parents = originals();
  for (let nth = 0; nth < MUTANTS; nth++) {
    const parent = parents[nth % parents.length] ?? '';
    const damage = DAMAGES[next(DAMAGES.length)] ?? ((bytes) => bytes);
    writeFileSync(join(folder, `${nth}${extname(parent)}`), damage(readFileSync(parent)));
  }
};

interface Rendition {
  readonly name: string;
  readonly offered: boolean;
}

/** On a connection of its own: while ffmpeg is waited for, nobody notices that an old one ends. */
const ask = (url: string): Promise<Response> => fetch(url, { headers: { connection: 'close' } });

/** Whether it plays; what is answered is right or a problem. */
const plays = async (video: string): Promise<boolean> => {
  const details = await ask(video);
  const told = Buffer.from(await details.arrayBuffer());
  if (!isFine(details, told, () => true)) return false;
  const { renditions } = JSON.parse(told.toString()) as { renditions: Rendition[] };
  const smallest = renditions.filter(({ offered }) => offered).at(-1)?.name ?? 'audio_aac';
  const playlist = await ask(`${video}/${smallest}/stream.m3u8`);
  const text = Buffer.from(await playlist.arrayBuffer());
  if (!isFine(playlist, text, (body) => body.toString().startsWith('#EXTM3U'))) return false;
  const names = text
    .toString()
    .split('\n')
    .filter((line) => /^\d+\.ts/.test(line));
  for (const at of new Set([0, names.length >> 1, names.length - 1])) {
    const reply = await ask(`${video}/${smallest}/${names[at]}`);
    const bytes = Buffer.from(await reply.arrayBuffer());
    if (!isFine(reply, bytes, isTransportStream)) return false;
  }
  return true;
};

const isTransportStream = (bytes: Buffer): boolean =>
  bytes.length > 0 &&
  bytes.length % 188 === 0 &&
  bytes.every((byte, at) => at % 188 !== 0 || byte === 0x47);

const isFine = (reply: Response, body: Buffer, isRight: (body: Buffer) => boolean): boolean => {
  if (reply.status === 200) {
    assert.ok(isRight(body), reply.url);
    return true;
  }
  assert.equal(reply.headers.get('content-type'), 'application/problem+json', reply.url);
  const { status, code } = JSON.parse(body.toString()) as { status: number; code: string };
  assert.ok(isErrorCode(code.toUpperCase()) && status === reply.status, body.toString());
  assert.notEqual(code, 'engine_failed', `${reply.url}: ${body}`);
  return false;
};

const ffmpegPlays = (file: string): boolean => {
  const args = ['-nostdin', '-v', 'quiet', '-i', file, '-t', '20', '-f', 'null', '-'];
  return spawnSync('ffmpeg', args, { timeout: 30_000 }).status === 0;
};

test(`${MUTANTS} damaged files: segments or problems, and as many play as elsewhere`, async (t) => {
  const folder = tempDir(t);
  const films = join(folder, 'films');
  mkdirSync(films);
  breed(films);
  const server = await startServer(films, folder, ['--cache', 'false', '--engine-timeout', '10']);
  t.after(() => server.child.kill('SIGKILL'));
  const shows = await listed(server.url, readdirSync(films).length);
  const counts = { here: 0, there: 0 };
  const onlyThere: string[] = [];
  for (const [title, id] of Object.entries(shows)) {
    const name = readdirSync(films).find((file) => file.startsWith(`${title}.`)) ?? '';
    const [here, there] = [
      await plays(`${server.url}/api/v1/video/${id}`),
      ffmpegPlays(join(films, name)),
    ];
    counts.here += Number(here);
    counts.there += Number(there);
    if (there && !here) onlyThere.push(name);
  }
  t.diagnostic(`in ffmpeg alone: ${onlyThere.join(' ')}`);
  const engine = (await json(`${server.url}/api/v1/engine`)) as { restarts: number };
  t.diagnostic(`${counts.here} play here, ${counts.there} in ffmpeg; ${engine.restarts} restarts`);
  assert.ok(counts.here >= counts.there, JSON.stringify(counts));
  assert.equal(server.child.exitCode, null);
});
