import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChunkedOutflow } from '../../../src/http/chunked-outflow.ts';
import { PATIENCE_MS, Stalls } from '../../../src/http/stalls.ts';
import { FakeResponse } from '../../support/fake-response.ts';
import { patterned } from '../../support/fake-services.ts';

const flowTo = (room: number, now: () => number = () => 0) => {
  const res = new FakeResponse(room);
  const stalls = new Stalls(now);
  const flow = new ChunkedOutflow(res, stalls);
  res.onAborted(() => flow.abort());
  return { res, stalls, flow };
};

test('a body of unknown length goes out as the socket takes it', () => {
  const body = patterned(1_000_000);
  const { res, flow } = flowTo(100_000);
  let [taken, ended] = [0, 0];
  flow.give(body, () => taken++);
  for (; taken === 0; res.drain(100_000)) assert.ok(res.held <= 64 * 1024);
  flow.give(body, () => taken++);
  while (taken === 1) res.drain(100_000);
  flow.end(() => ended++);
  while (ended === 0) res.drain(100_000);
  assert.ok(res.ended && flow.over);
  assert.deepEqual(res.bytes, Buffer.concat([body, body]));
});

test('a body that is cut has no end, and its bytes are let go', () => {
  const { res, flow } = flowTo(10);
  let taken = 0;
  flow.give(patterned(1000), () => taken++);
  flow.cut();
  flow.push();
  flow.abort();
  assert.equal(taken, 1);
  assert.ok(flow.over && res.dead && !res.ended);
});

test('a client that takes nothing for a minute is cut, one that takes something is not', () => {
  let now = 0;
  const { res, stalls, flow } = flowTo(10, () => now);
  flow.give(patterned(1_000_000), () => undefined);
  for (; now < 3 * PATIENCE_MS; now += PATIENCE_MS / 2) {
    res.drain(100_000);
    stalls.look();
  }
  assert.ok(!flow.over);
  for (const end = now + PATIENCE_MS; now <= end; now += 4000) stalls.look();
  assert.ok(flow.over && res.dead);
  assert.ok(res.held < 100_000, 'hardly anything was handed over meanwhile');
});
