/** An engine in children of their own, and the faults that they have on order. */
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { TestContext } from 'node:test';
import { createChildEngine } from '../../src/engine/children/engine.ts';
import type { Engine, Segment, SourceRef } from '../../src/engine/types.ts';
import { openTitle, segmentRequest, type Title } from '../../src/stream/title.ts';
import { type Entry, recordingLog } from './fake-services.ts';
import { until } from './title.ts';

/** See native/sys/faults.h; Linux begins its real-time signals for programs at 34. */
const FAULTS = {
  ...{ crash: 35, hang: 36, memory: 37 },
  ...{ readElsewhere: 38, writeBeside: 39, writeWithin: 40, connect: 41, execute: 42, trace: 43 },
} as const;
export type Fault = keyof typeof FAULTS;

/** The next picture or sound that the child decodes brings it down. */
export const order = async (fault: Fault, pid: number): Promise<void> => {
  await until(() => obeys(pid, FAULTS[fault]));
  process.kill(pid, FAULTS[fault]);
};

/** Children that start from now on have the fault from their beginning. */
export const orderAhead = (fault: Fault | null): void => {
  process.env['HAEMA_DEBUG_FAULTS'] = fault === null ? '1' : `${FAULTS[fault]}`;
};

/** Before it is there to obey, a signal would just end it. */
const obeys = (pid: number, signal: number): boolean => {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const caught = BigInt(`0x${/^SigCgt:\s*(\w+)$/m.exec(status)?.[1] ?? '0'}`);
  return ((caught >> BigInt(signal - 1)) & 1n) === 1n;
};

export interface TestEngine extends Engine {
  readonly entries: readonly Entry[];
}

interface Limits {
  readonly processes?: number;
  readonly timeoutMs?: number;
  readonly memory?: number;
  readonly folders?: readonly string[];
}

/** Closed when the test ends. Its children obey orders for faults. */
export const childEngine = (t: TestContext, limits: Limits = {}): TestEngine => {
  orderAhead(null);
  const log = recordingLog();
  const describe = ({ path }: SourceRef): object => ({ path });
  const engine = createChildEngine({
    ...{ processes: 2, folders: null, timeoutMs: 15_000, memory: null, describe, log },
    ...limits,
  });
  t.after(() => engine.close());
  return { ...engine, entries: log.entries };
};

export const openWith = (engine: Engine, file: string): Promise<Title> =>
  openTitle(engine, { root: dirname(file), path: basename(file) });

export const makeWith = (engine: Engine, title: Title, index: number): Promise<Segment> => {
  const rendition = title.ladder.at(-1)?.name ?? '';
  return engine.segment(segmentRequest(title, { rendition, container: 'ts' }, index));
};

/** The children's process ids. */
export const pids = (engine: Engine): number[] => engine.status().children.map(({ pid }) => pid);
