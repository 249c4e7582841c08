/** What others may have to wait for long work, however much of it there is at once. */
const SLICE_MS = 8;

/** Takes the steps of long work without keeping the event loop from all else. */
export const inSlices = async <T>(steps: Generator<void, T>): Promise<T> => {
  for (;;) {
    await slice();
    const until = performance.now() + SLICE_MS;
    do {
      const { done, value } = steps.next();
      if (done) return value;
    } while (performance.now() < until);
  }
};

/** Those who wait for a turn of the event loop in which nobody else has a slice. */
const waiting: (() => void)[] = [];
let isTaken = false;

const slice = (): Promise<void> | undefined => {
  if (isTaken) return new Promise((resolve) => waiting.push(resolve));
  isTaken = true;
  setImmediate(next);
  return undefined;
};

const next = (): void => {
  const first = waiting.shift();
  isTaken = first !== undefined;
  if (first === undefined) return;
  first();
  setImmediate(next);
};
