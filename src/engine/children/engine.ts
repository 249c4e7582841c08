/** The engine in children: no file and no dead share can take the server down. */
import { totalmem } from 'node:os';
import type { Log } from '../../core/log.ts';
import { createEngine } from '../engine.ts';
import { loadNative, type NativeEngine } from '../native.ts';
import type { Engine, EngineCounters, SourceRef } from '../types.ts';
import { type Call, Crew } from './crew.ts';
import { subtitlesBy } from './subtitles.ts';

export interface ChildrenOptions {
  /** At least 1. */
  readonly processes: number;
  readonly timeoutMs: number;
  /** All that children may read; null: they are not confined. */
  readonly folders: readonly string[] | null;
  /** How much one child may take, in bytes; null: half of what there is, and 1 GiB at least. */
  readonly memory: number | null;
  /** How a file is called in the log. */
  readonly describe: (source: SourceRef) => object;
  readonly log: Log;
}

const MIB = 1024 * 1024;
const UNCONFINED =
  'this kernel cannot confine the engine (Landlock, seccomp): a file that takes over its decoder ' +
  'may do what haema may; Linux 5.13 or later can';

export const createChildEngine = (options: ChildrenOptions): Engine => {
  const native = loadNative();
  // What needs no file is done here: it has no reason to wait for children, nor to fail with them.
  const local = createEngine(native);
  const { build } = local;
  const crew = crewOf(options, native, build);
  const run = <T>(call: Call, signal?: AbortSignal): Promise<T> =>
    crew.run(call, signal) as Promise<T>;
  return {
    build,
    probe: (source, signal, onStall) =>
      run({ call: 'probe', args: [source], source, onStall }, signal),
    segment: (request, signal, onStall) =>
      run({ call: 'segment', args: [request], source: request.source, onStall }, signal),
    init: (request, signal) => local.init(request, signal),
    cuts: (request, signal, onStall) =>
      run({ call: 'cuts', args: [request], source: request.source, onStall }, signal),
    scanCuts: (request, signal, onStall) =>
      run({ call: 'scanCuts', args: [request], source: request.source, onStall }, signal),
    copyInit: (request, signal) =>
      run({ call: 'copyInit', args: [request], source: request.source }, signal),
    inspect: (request, signal) => {
      const source = request.source ?? request.madeOf;
      if (source === undefined) return local.inspect(request, signal);
      return run({ call: 'inspect', args: [request], source }, signal);
    },
    picture: (request, signal, onStall) =>
      run({ call: 'picture', args: [request], source: request.source, onStall }, signal),
    ...subtitlesBy(crew),
    list: (folder, suffixes, signal) =>
      run({ call: 'list', args: [folder, suffixes], source: folder }, signal),
    traits: (source) => run({ call: 'traits', args: [source], source }),
    sampledHash: (source, size, signal) =>
      run({ call: 'sampledHash', args: [source, size], source }, signal),
    read: (source, start, length) => run({ call: 'read', args: [source, start, length], source }),
    counters: () => crew.counters().reduce(sum),
    status: () => crew.status(),
    setPoolLimit: (bytes) => crew.setPoolLimit(bytes),
    start: () => crew.start(),
    close: () => crew.close(),
  };
};

const crewOf = (options: ChildrenOptions, native: NativeEngine, build: string): Crew => {
  const { processes, folders, timeoutMs, describe, log } = options;
  let told = false;
  // A container's limit; 0 or more than there is: none.
  const machine = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return new Crew({
    ...{ native, build, processes, folders, timeoutMs },
    poolLimit: Math.min(native.memoryShare, machine / 8),
    memory: options.memory ?? Math.max(1024 * MIB, machine / 2),
    events: {
      onStarted: ({ filesConfined, callsConfined }) => {
        if (!told && !(filesConfined && callsConfined)) log.warn({}, UNCONFINED);
        told = true;
      },
      onUnstarted: (error) => log.warn({ error }, 'an engine child cannot be started'),
      onLost: (pid, reason) => log.warn({ pid }, `an engine child ${reason}; another takes over`),
      onTrespass: (pid, { path, writes, sources }) =>
        log.warn(
          { pid, path, files: sources.map(describe) },
          `an engine child tried to ${writes ? 'write' : 'read'} a file that is closed to it and ` +
            'was refused; a file that it has read may be hostile',
        ),
      onBenched: (source, reason) => log.warn(describe(source), `${reason}; it is left alone`),
      onShare: (path, answers) => {
        if (answers) log.info({ path }, 'this folder answers again');
        else log.warn({ path }, 'this folder does not answer; nothing is read there until it does');
      },
    },
  });
};

const sum = (a: EngineCounters, b: EngineCounters): EngineCounters => ({
  jobsQueued: a.jobsQueued + b.jobsQueued,
  jobsRunning: a.jobsRunning + b.jobsRunning,
  threads: a.threads + b.threads,
  openInputs: a.openInputs + b.openInputs,
  pooledBytes: a.pooledBytes + b.pooledBytes,
  bytesRead: a.bytesRead + b.bytesRead,
});
