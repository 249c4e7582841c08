import { HaemaError } from '../../core/errors.ts';
import type { NativeJob } from '../native.ts';

/** To be called before each call of the file system. @throws CANCELLED */
export type Step = () => void;

/** Work on files as a job. When it is cancelled, a call that hangs is left alone. */
export const fileJob = <T>(work: (step: Step) => Promise<T>): NativeJob<T> => {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const cancelled = new HaemaError('CANCELLED', 'cancelled');
  let isCancelled = false;
  let steps = 0;
  const step = (): void => {
    if (isCancelled) throw cancelled;
    steps++;
  };
  work(step).then(resolve, reject);
  const cancel = (): void => {
    isCancelled = true;
    reject(cancelled);
  };
  return { promise, cancel, steps: () => steps };
};
