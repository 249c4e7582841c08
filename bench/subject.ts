/**
 * One task for the engine, in a process that has done nothing before. Takes the task as JSON on
 * standard input; prints what the calls took, without the start of the process.
 */
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { SILENT } from '../src/core/log.ts';
import { createChildEngine } from '../src/engine/children/engine.ts';
import { createEngine } from '../src/engine/engine.ts';
import type { Engine, SegmentRequest, SourceRef } from '../src/engine/types.ts';
import { openTitle, segmentRequest } from '../src/stream/title.ts';
import type { Sample } from './comparison.ts';

export type Task =
  | { readonly what: 'probe'; readonly source: SourceRef }
  | { readonly what: 'segment'; readonly request: SegmentRequest }
  | {
      readonly what: 'sequence';
      readonly source: SourceRef;
      readonly rendition: string;
      /** Segments 0 to count − 1. */
      readonly count: number;
      /** How many are asked for before the one that is waited for is there. */
      readonly ahead: number;
      /** By engine children, which have opened the file before. */
      readonly children?: boolean;
    };

const childEngine = (): Engine =>
  createChildEngine({
    processes: 2,
    timeoutMs: 15_000,
    memory: totalmem(),
    describe: (source) => source,
    log: SILENT,
  });

const perform = async (engine: Engine, task: Task): Promise<Sample> => {
  switch (task.what) {
    case 'probe':
      await engine.probe(task.source);
      return { bytesRead: engine.counters().bytesRead };
    case 'segment': {
      const { data, stats } = await engine.segment(task.request);
      const { bytesRead, framesDecoded } = stats;
      return { bytes: data.length, bytesRead, framesDecoded };
    }
    case 'sequence':
      return sequence(engine, task);
  }
};

const sequence = async (
  engine: Engine,
  { source, rendition, count, ahead }: Task & { what: 'sequence' },
): Promise<Sample> => {
  const title = await openTitle(engine, source);
  const start = (index: number) =>
    engine.segment(segmentRequest(title, { rendition, container: 'ts' }, index));
  const asked: ReturnType<typeof start>[] = [];
  let [bytes, warm] = [0, 0];
  for (let index = 0; index < count; index++) {
    while (asked.length < count && asked.length <= index + ahead) {
      asked.push(start(asked.length));
    }
    const segment = await asked[index];
    bytes += segment?.data.length ?? 0;
    warm += segment?.stats.warm === true ? 1 : 0;
  }
  return { bytes, warm };
};

if (import.meta.main) {
  const task = JSON.parse(readFileSync(0, 'utf8')) as Task;
  const inChildren = task.what === 'sequence' && task.children === true;
  const engine = inChildren ? childEngine() : createEngine();
  if (task.what === 'sequence' && task.children !== undefined) await engine.probe(task.source);
  const before = process.cpuUsage();
  const start = performance.now();
  const sample = await perform(engine, task);
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, ...sample }));
  engine.close();
}
