/**
 * Keeps the engine at work until it is stopped: as a worker thread (workerData is the file) by
 * being terminated, as a process by its own exit when so many bytes were read.
 *
 *   node busy-child.ts FILE BYTES
 */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { segmentCount } from '../../src/stream/title.ts';
import { engine, make, open, smallest, until } from './title.ts';

const JOBS = 8;

const title = await open(isMainThread ? (process.argv[2] ?? '') : workerData);
const work = async (index: number): Promise<never> => {
  for (;;) {
    await make(title, smallest(title), index % segmentCount(title));
    await engine.probe(title.source);
  }
};
for (let job = 0; job < JOBS; job++) {
  void work(job * 7);
}
parentPort?.postMessage('at work');
if (isMainThread) {
  const from = engine.counters().bytesRead;
  await until(() => engine.counters().bytesRead - from >= Number(process.argv[3]));
  process.exit(7);
}
