import { setImmediate as turn } from 'node:timers/promises';

/** What others may have to wait for long work. */
const SLICE_MS = 8;

/** Takes the steps of long work without keeping the event loop from all else. */
export const inSlices = async <T>(steps: Generator<void, T>): Promise<T> => {
  let until = performance.now() + SLICE_MS;
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() < until) continue;
    await turn();
    until = performance.now() + SLICE_MS;
  }
};
