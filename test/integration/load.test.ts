/** The whole server under clients that come in numbers, leave and come back. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import test from 'node:test';
import { createEngine } from '../../src/engine/engine.ts';
import type { Engine, SegmentRequest } from '../../src/engine/types.ts';
import { serveClips } from '../support/app.ts';
import { get, until } from '../support/raw-http.ts';
import { seededInts } from '../support/seeded-ints.ts';

const SEGMENTS = 4;
const ALL = Array.from({ length: SEGMENTS }, (_, index) => index);

/** The engine, which tells what it was asked for, and begins when the gate is open. */
const watched = (gate: Promise<void> = Promise.resolve()) => {
  const engine = createEngine();
  const asked: SegmentRequest[] = [];
  const segment: Engine['segment'] = async (request, signal) => {
    asked.push(request);
    await gate;
    return engine.segment(request, signal);
  };
  const ofIndex = (index: number): number =>
    asked.filter((request) => request.index === index).length;
  return { engine: { ...engine, segment }, ofIndex };
};

const descriptors = (): number => readdirSync('/proc/self/fd').length;

const isIdle = (engine: Engine): boolean => {
  const { jobsQueued, jobsRunning } = engine.counters();
  return jobsQueued + jobsRunning === 0;
};

test('fifty readers of a segment that nobody has made are one job', async (t) => {
  const { engine, ofIndex } = watched();
  const { app, ids } = await serveClips(t, ['h264.mp4'], {}, engine);
  const path = `/api/v1/video/${ids['h264']}/240p_h264/0.ts`;
  const readers = Array.from({ length: 50 }, () => get(app.port, path));
  const got = await Promise.all(readers);
  assert.ok(got.every(({ status, body }) => status === 200 && body.equals(got[0]?.body ?? body)));
  assert.equal(ofIndex(0), 1);
});

test('a client that gives up and comes back gets what was begun for it', async (t) => {
  const gate = Promise.withResolvers<void>();
  const { engine, ofIndex } = watched(gate.promise);
  const { app, url, ids } = await serveClips(t, ['h264.mp4'], {}, engine);
  const path = `/api/v1/video/${ids['h264']}/240p_h264/1.ts`;
  for (let attempt = 1; attempt <= 2; attempt++) {
    const patience = new AbortController();
    const reading = fetch(url + path, { signal: patience.signal });
    await until(() => ofIndex(1) === 1, 'it is being made');
    await fetch(`${url}/healthz`);
    patience.abort();
    await assert.rejects(reading, { name: 'AbortError' });
  }
  const third = get(app.port, path);
  await fetch(`${url}/healthz`);
  gate.resolve();
  assert.equal((await third).status, 200);
  assert.equal(ofIndex(1), 1);
});

test('300 clients that leave at random moments leave nothing behind', async (t) => {
  const { engine } = watched();
  const { app, ids } = await serveClips(t, ['h264.mp4'], {}, engine);
  const path = (index: number, extension = 'ts'): string =>
    `/api/v1/video/${ids['h264']}/240p_h264/${index % SEGMENTS}.${extension}`;
  const whole = await Promise.all(ALL.map((index) => get(app.port, path(index))));
  await until(() => isIdle(engine), 'what was made ahead is made');
  const before = descriptors();
  const next = seededInts(300);
  const leave = (index: number): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(app.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
      const asked = path(index, index % 2 === 0 ? 'ts' : 'm4s');
      socket.write(`GET ${asked} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      setTimeout(() => socket.destroy(), next(60));
    });
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: 30 }, (_, index) => leave(30 * round + index)));
  }
  await until(() => isIdle(engine) && descriptors() <= before, 'jobs and descriptors are gone');
  const again = await Promise.all(ALL.map((index) => get(app.port, path(index))));
  assert.deepEqual(
    again.map(({ body }) => body),
    whole.map(({ body }) => body),
  );
});
