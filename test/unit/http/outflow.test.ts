import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outflow } from '../../../src/http/outflow.ts';
import { HELD_BYTES, PATIENCE_MS, Stalls } from '../../../src/http/stalls.ts';
import { FakeResponse } from '../../support/fake-response.ts';
import { patterned } from '../../support/fake-services.ts';

const flowTo = (
  room: number,
  total: number,
  now: () => number = () => 0,
  stalls = new Stalls(now),
) => {
  const res = new FakeResponse(room);
  const flow = new Outflow(res, total, stalls);
  res.onAborted(() => flow.abort());
  return { res, stalls, flow };
};

test('a body goes out in as many pieces as the socket takes', () => {
  const body = patterned(1000);
  const { res, flow } = flowTo(300, 1000);
  let taken = 0;
  flow.give(body, () => taken++);
  for (const room of [0, 1, 500]) res.drain(room);
  assert.equal(taken, 0);
  assert.equal(flow.sent, 801);
  res.drain(1000);
  assert.equal(taken, 1);
  assert.ok(flow.over);
  assert.deepEqual(res.bytes, body);
});

test('chunks follow one another', () => {
  const body = patterned(1000);
  const { res, flow } = flowTo(450, 1000);
  let at = 0;
  const next = (): void => {
    if (at === 1000) return;
    const chunk = body.subarray(at, at + 100);
    at += 100;
    flow.give(chunk, next);
  };
  next();
  assert.equal(flow.sent, 450);
  res.drain(10_000);
  assert.ok(flow.over);
  assert.deepEqual(res.bytes, body);
});

test('a client that left is not touched again, and its bytes are let go', () => {
  const { res, flow } = flowTo(10, 1000);
  let taken = 0;
  flow.give(patterned(1000), () => taken++);
  res.close();
  flow.push();
  flow.cut();
  flow.abort();
  assert.equal(taken, 1);
  assert.ok(flow.over);
});

test('a client that takes nothing for a minute is cut, one that takes a little is not', () => {
  let now = 0;
  const { res, stalls, flow } = flowTo(10, 1000, () => now);
  flow.give(patterned(1000), () => undefined);
  for (; now < 5 * PATIENCE_MS; now += PATIENCE_MS / 2) {
    res.room = 1;
    stalls.look();
  }
  assert.ok(!flow.over);
  now += PATIENCE_MS;
  stalls.look();
  assert.ok(flow.over);
  assert.ok(res.dead);
});

const third = (): Buffer => Buffer.allocUnsafeSlow(HELD_BYTES / 3);

test('too much is held: who has taken nothing for longest is cut', async () => {
  let now = 0;
  const stalls = new Stalls(() => now);
  const clients = Array.from({ length: 4 }, () => flowTo(10, HELD_BYTES, undefined, stalls));
  const [first, second, ...others] = clients;
  for (const { flow } of clients.slice(0, 3)) flow.give(third(), () => undefined);
  now = 1000;
  first?.res.drain(1);
  await null;
  assert.ok(clients.every(({ flow }) => !flow.over));
  others[1]?.flow.give(third(), () => undefined);
  await null;
  assert.ok(second?.flow.over);
  assert.ok([first, ...others].every((client) => client?.flow.over === false));
});

test('what many are sent at once is held once', async () => {
  const stalls = new Stalls(() => 0);
  const body = third();
  const clients = Array.from({ length: 9 }, () => flowTo(10, HELD_BYTES, undefined, stalls));
  for (const { flow } of clients) flow.give(body.subarray(0), () => undefined);
  await null;
  assert.ok(clients.every(({ flow }) => !flow.over));
});
