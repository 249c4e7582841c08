import { HaemaError, isErrorCode } from '../core/errors.ts';
import { buildOf, loadNative, type NativeJob } from './native.ts';
import type { Engine } from './types.ts';

/** The engine in this process. */
export const createEngine = (): Engine => {
  const native = loadNative();
  return {
    build: buildOf(native),
    probe: (source, signal) => settle(() => native.probe(source), signal),
    segment: (request, signal) => settle(() => native.segment(request), signal),
    init: (request, signal) => settle(() => native.init(request), signal),
    inspect: (request, signal) => settle(() => native.inspect(request), signal),
    counters: () => native.counters(),
    setPoolLimit: (bytes) => native.setPoolLimit(bytes),
  };
};

/** Ties the job to its signal and gives a native failure our type and the caller's stack. */
const settle = async <T>(
  start: () => NativeJob<T>,
  signal: AbortSignal | undefined,
): Promise<T> => {
  if (signal?.aborted) {
    throw new HaemaError('CANCELLED', 'cancelled');
  }
  try {
    return await outcome(start(), signal);
  } catch (error) {
    throw typed(error);
  }
};

const outcome = async <T>(
  { promise, cancel }: NativeJob<T>,
  signal: AbortSignal | undefined,
): Promise<T> => {
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
};

const typed = (error: unknown): unknown => {
  if (!(error instanceof Error && 'code' in error && isErrorCode(error.code))) {
    return error;
  }
  return new HaemaError(error.code, error.message, { cause: error });
};
