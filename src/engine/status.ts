/** How the engine is, for people and for metrics. */
import type { SourceRef } from './types.ts';

/** A file that is refused for a while: it has brought an engine child down. */
export interface BenchedFile {
  readonly source: SourceRef;
  /** In words, for people. */
  readonly reason: string;
  readonly until: Date;
}

export interface ChildStatus {
  readonly pid: number;
  readonly startedAt: Date;
  readonly jobs: number;
  /** A job of it does not get on: it gets nothing new to do. */
  readonly stalled: boolean;
  /** Bytes. */
  readonly memory: number;
  readonly openInputs: number;
  readonly pooledBytes: number;
  /** It can open what is served, and write nothing. */
  readonly filesConfined: boolean;
  /** It can make no program, process or connection. */
  readonly callsConfined: boolean;
}

/** How the engine is. */
export interface EngineStatus {
  /** 0: the engine is in the server's own process. */
  readonly processes: number;
  readonly children: readonly ChildStatus[];
  /** Children that were lost, and replaced, since the start. */
  readonly restarts: number;
  /** Killed children that have not ended yet: they wait for a disk or a share. */
  readonly abandoned: number;
  /** Files that children tried to open, and no honest decoder would, since the start. */
  readonly trespasses: number;
  readonly jobsRunning: number;
  readonly jobsWaiting: number;
  readonly benched: readonly BenchedFile[];
}
