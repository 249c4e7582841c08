/**
 * A process that fills a cache until it is killed. Says when it has begun.
 *
 *   node cache-writer.ts FOLDER LIMIT_BYTES SEED
 */
import { setImmediate as turn } from 'node:timers/promises';
import { diskCache } from '../../src/cache/disk-cache.ts';
import { dataOf, isSettled, KEYS, recordedLog, sizeOf, until } from './cache.ts';
import { seededInts } from './seeded-ints.ts';

const [folder = '', limit, seed] = process.argv.slice(2);
const next = seededInts(Number(seed));
const cache = diskCache({ folder, limitBytes: Number(limit), reserveBytes: 0, log: recordedLog() });
process.stdout.write('begun\n');
for (;;) {
  const key = `${next(KEYS)}.ts`;
  cache.set(key, dataOf(key, sizeOf(key)));
  if (next(4) === 0) await until(() => isSettled(cache));
  await turn();
}
