/**
 * A process that starts work, cancels it and falls off its end: it has to end by itself, without
 * process.exit. Prints the code that each call was refused with.
 *
 *   node leaving-child.ts FILE
 */
import { HaemaError } from '../../src/core/errors.ts';
import { engine, make, open, smallest } from './title.ts';

const title = await open(process.argv[2] ?? '');
const abort = new AbortController();
const calls = [
  engine.probe(title.source, abort.signal),
  ...[0, 1, 2, 3].map((index) => make(title, smallest(title), index, 'ts', abort.signal)),
];
setImmediate(() => abort.abort());
for (const outcome of await Promise.allSettled(calls)) {
  const { reason } = outcome as { reason?: unknown };
  process.stdout.write(`${reason instanceof HaemaError ? reason.code : 'done'}\n`);
}
