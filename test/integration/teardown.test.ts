/** A thread or a process that ends amidst its jobs: no crash, no hang, and nothing stays behind. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { clip } from '../support/clips.ts';
import { engine, hashOf, make, open, POOL_BYTES, smallest, until } from '../support/title.ts';

const CHILD = fileURLToPath(new URL('../support/busy-child.ts', import.meta.url));
/** What the jobs have read when they are interrupted: while they open, decode, encode, settle. */
const MOMENTS = [0, 1, 20_000, 100_000, 300_000, 1_000_000, 2_000_000, 4_000_000];

const options = { timeout: 120_000 };

/** How often this process has the file open. */
const descriptors = (file: string): number => {
  const targets = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // the one that listed the folder
    }
  });
  return targets.filter((target) => target === file).length;
};

test('a worker that is terminated leaves nothing, and others go on', options, async () => {
  const file = clip('half-hour.mp4');
  const title = await open(file);
  const whole = hashOf((await make(title, smallest(title), 3)).data);
  for (const bytes of MOMENTS) {
    engine.setPoolLimit(0);
    await until(() => descriptors(file) === 0);
    const worker = new Worker(CHILD, { workerData: file });
    await once(worker, 'message');
    const from = engine.counters().bytesRead; // of all threads
    await until(() => engine.counters().bytesRead - from >= bytes);
    await worker.terminate();
    assert.equal(descriptors(file), 0, `after ${bytes} bytes`);
    engine.setPoolLimit(POOL_BYTES);
    assert.equal(hashOf((await make(title, smallest(title), 3)).data), whole);
  }
});

test('a process that exits amidst its jobs', options, () => {
  for (const bytes of MOMENTS) {
    const args = [CHILD, clip('half-hour.mp4'), String(bytes)];
    const child = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 });
    assert.deepEqual([child.status, child.signal, child.stderr], [7, null, ''], `at ${bytes}`);
  }
});
