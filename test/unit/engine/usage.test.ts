import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'node:test';
import { UsageMeter } from '../../../src/engine/usage.ts';

/** Takes this much of a processor, tells so, and stays. */
const BUSY = `
  while (process.cpuUsage().user < 300_000);
  process.stdout.write('done');
  setInterval(() => {}, 1000);`;

test('what a child takes counts while it runs and when it has ended', async (t) => {
  const meter = new UsageMeter();
  const before = meter.now();
  const child = spawn(process.execPath, ['-e', BUSY]);
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const during = meter.now();
  assert.ok(during.childMemory > 10e6 && during.serverMemory > 10e6);
  assert.ok(during.threads > before.threads && during.openFiles > 3);
  assert.ok(during.cpuSeconds - before.cpuSeconds > 0.25);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const after = meter.now();
  assert.equal(after.childMemory, 0);
  assert.ok(after.cpuSeconds >= during.cpuSeconds);
});
