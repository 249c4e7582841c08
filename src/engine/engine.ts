import { HaemaError, isErrorCode } from '../core/errors.ts';
import { fileCalls } from './files/calls.ts';
import { sidecarJob } from './files/sidecar.ts';
import { buildOf, loadNative, type NativeJob } from './native.ts';
import type { EngineStatus } from './status.ts';
import type { Engine, EngineCounters } from './types.ts';

/** The engine in this process. */
export const createEngine = (native = loadNative()): Engine => {
  const closed = new AbortController();
  const settle = <T>(start: () => NativeJob<T>, signal?: AbortSignal): Promise<T> =>
    run(start, signal === undefined ? closed.signal : AbortSignal.any([signal, closed.signal]));
  return {
    build: buildOf(native),
    probe: (source, signal) => settle(() => native.probe(source), signal),
    segment: (request, signal) => settle(() => native.segment(request), signal),
    init: (request, signal) => settle(() => native.init(request), signal),
    cuts: (request, signal) => settle(() => native.cuts(request), signal),
    scanCuts: (request, signal) => settle(() => native.scanCuts(request), signal),
    copyInit: (request, signal) => settle(() => native.copyInit(request), signal),
    inspect: (request, signal) => settle(() => native.inspect(request), signal),
    picture: (request, signal) => settle(() => native.picture(request), signal),
    cues: (request, signal) => settle(() => native.cues(request), signal),
    cueScan: (request, signal) => settle(() => native.cueScan(request), signal),
    sidecar: (request, signal) => settle(() => sidecarJob(native, request), signal),
    attachment: (request, signal) => settle(() => native.attachment(request), signal),
    discTracks: (index, signal) => settle(() => native.discTracks(index), signal),
    list: (folder, suffixes, signal) => settle(() => fileCalls.list(folder, suffixes), signal),
    traits: (source) => settle(() => fileCalls.traits(source)),
    sampledHash: (source, size, signal) =>
      settle(() => fileCalls.sampledHash(source, size), signal),
    read: (source, start, length) => settle(() => fileCalls.read(source, start, length)),
    counters: () => native.counters(),
    status: () => statusOf(native.counters()),
    setPoolLimit: (bytes) => native.setPoolLimit(bytes),
    start: () => undefined,
    close: () => closed.abort(),
  };
};

const statusOf = ({ jobsRunning, jobsQueued }: EngineCounters): EngineStatus => ({
  processes: 0,
  children: [],
  restarts: 0,
  abandoned: 0,
  trespasses: 0,
  jobsRunning,
  jobsWaiting: jobsQueued,
  benched: [],
});

/** Ties the job to its signal and gives a native failure our type and the caller's stack. */
const run = async <T>(start: () => NativeJob<T>, signal: AbortSignal): Promise<T> => {
  if (signal.aborted) {
    throw new HaemaError('CANCELLED', 'cancelled');
  }
  try {
    return await outcome(start(), signal);
  } catch (error) {
    throw typed(error);
  }
};

const outcome = async <T>({ promise, cancel }: NativeJob<T>, signal: AbortSignal): Promise<T> => {
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
};

const typed = (error: unknown): unknown => {
  if (error instanceof HaemaError) return error;
  if (!(error instanceof Error && 'code' in error && isErrorCode(error.code))) {
    return error;
  }
  return new HaemaError(error.code, error.message, { cause: error });
};
