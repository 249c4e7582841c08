/**
 * One task for the engine, in a process that has done nothing before. Takes the task as JSON on
 * standard input; prints what the calls took, without the start of the process.
 */
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { SILENT } from '../src/core/log.ts';
import { fromSeconds } from '../src/core/ticks.ts';
import { createChildEngine } from '../src/engine/children/engine.ts';
import { createEngine } from '../src/engine/engine.ts';
import type { PictureRequest } from '../src/engine/pictures.ts';
import type { Engine, SegmentRequest, SourceRef } from '../src/engine/types.ts';
import { openTitle, segmentRequest, type Title } from '../src/stream/title.ts';
import { wholeSegment } from '../src/stream/whole-segment.ts';
import { boundariesOf, copyRequests, cutsOf } from '../test/support/copies.ts';
import type { Sample } from './comparison.ts';
import { median } from './stats.ts';

/** As JSON holds it. */
export interface PlainPictures extends Omit<PictureRequest, 'times' | 'seeks'> {
  readonly times: readonly number[];
  readonly seeks: readonly number[];
}

interface Subtitled {
  readonly source: SourceRef;
  readonly origin: number;
  readonly stream: number;
}

export type Task =
  | { readonly what: 'probe'; readonly source: SourceRef }
  | {
      readonly what: 'segment';
      readonly request: SegmentRequest;
      /** Made before, so that the file is open; its time does not count. */
      readonly before?: SegmentRequest;
      /** Only until the first part of a large one is there. */
      readonly part?: true;
    }
  | (Subtitled & { readonly what: 'cues'; readonly minute: number })
  /** Null: to the end of the file. */
  | (Subtitled & { readonly what: 'cue scan'; readonly minutes: number | null })
  | { readonly what: 'pictures'; readonly requests: readonly PlainPictures[] }
  | {
      readonly what: 'sequence';
      readonly source: SourceRef;
      /** `copy`: the file's own pictures and sound. */
      readonly rendition: string;
      /** Segments 0 to count − 1. */
      readonly count: number;
      /** How many are asked for before the one that is waited for is there. */
      readonly ahead: number;
      /** By whom, who has opened the file before; by a new engine of this process without. */
      readonly by?: 'this process' | 'children' | 'confined children';
    }
  | {
      readonly what: 'latency';
      readonly source: SourceRef;
      /** Of the copied segment that is made. */
      readonly index: number;
      readonly count: number;
    };

/** `folders`: all that its children may read; null: everything. */
const childEngine = (folders: readonly string[] | null): Engine =>
  createChildEngine({
    processes: 2,
    folders,
    timeoutMs: 15_000,
    memory: totalmem(),
    describe: (source) => source,
    log: SILENT,
  });

const engineOf = (task: Task): Engine => {
  if (task.what !== 'sequence') return createEngine();
  if (task.by === 'children') return childEngine(null);
  return task.by === 'confined children' ? childEngine([task.source.root]) : createEngine();
};

const perform = async (engine: Engine, task: Task): Promise<Sample> => {
  switch (task.what) {
    case 'probe':
      await engine.probe(task.source);
      return { bytesRead: engine.counters().bytesRead };
    case 'segment': {
      const { data, stats } = await (task.part === true
        ? engine.segment(task.request)
        : wholeSegment(engine, task.request));
      const { bytesRead, framesDecoded } = stats;
      return { bytes: data.length, bytesRead, framesDecoded };
    }
    case 'cues':
      return cues(engine, task);
    case 'cue scan':
      return cueScan(engine, task);
    case 'pictures':
      return pictures(engine, task.requests);
    case 'sequence':
      return sequence(engine, task);
    case 'latency':
      return latency(engine, task);
  }
};

const MINUTE = fromSeconds(60);

const cues = async (
  engine: Engine,
  { source, origin, stream, minute }: Task & { what: 'cues' },
): Promise<Sample> => {
  const stretch = { start: minute * MINUTE, end: (minute + 1) * MINUTE };
  const found = await engine.cues({ source, origin, stream, ...stretch });
  if (found === null) throw new Error('no index names these subtitles');
  return { bytesRead: found.bytesRead, lines: found.cues.length };
};

const cueScan = async (
  engine: Engine,
  { source, origin, stream, minutes }: Task & { what: 'cue scan' },
): Promise<Sample> => {
  const until = minutes === null ? Number.POSITIVE_INFINITY : minutes * MINUTE;
  let [bytesRead, lines, known] = [0, 0, 0];
  let place: number | null = null;
  do {
    const part = await engine.cueScan({ source, origin, streams: [stream], place });
    bytesRead += part.tracks[0]?.bytesRead ?? 0;
    lines += part.tracks[0]?.cues.length ?? 0;
    known = part.upTo;
    place = part.place;
  } while (place !== null && known < until);
  return { bytesRead, lines };
};

/** One after the other. */
const pictures = async (engine: Engine, requests: readonly PlainPictures[]): Promise<Sample> => {
  let [bytes, bytesRead, framesDecoded] = [0, 0, 0];
  for (const { times, seeks, ...request } of requests) {
    const places = { times: Float64Array.from(times), seeks: Float64Array.from(seeks) };
    const made = await engine.picture({ ...request, ...places });
    bytes += made.data.length;
    bytesRead += made.bytesRead;
    framesDecoded += made.framesDecoded;
  }
  return { bytes, bytesRead, framesDecoded };
};

/** The same segment by both engines in turns, each time in the other order. */
const latency = async (
  engine: Engine,
  { source, index, count }: Task & { what: 'latency' },
): Promise<Sample> => {
  const children = childEngine(null);
  await children.traits(source);
  const idlePss = pssOf(children.status().children[0]?.pid ?? 0);
  const request = (await copiesOf(engine, await openTitle(engine, source)))[index];
  if (request === undefined) throw new Error(`there is no copied segment ${index}`);
  const there: number[] = [];
  const here: number[] = [];
  let made = 0;
  const time = async (by: Engine, into: number[]): Promise<void> => {
    const start = performance.now();
    made = (await by.segment(request)).data.length;
    into.push(performance.now() - start);
  };
  for (let nth = -WARM_UPS; nth < count; nth++) {
    if (nth === 0) for (const times of [there, here]) times.length = 0;
    if (nth % 2 === 0) await time(children, there);
    await time(engine, here);
    if (nth % 2 !== 0) await time(children, there);
  }
  children.close();
  const added = there.map((ms, nth) => ms - (here[nth] ?? 0));
  return {
    ...{ bytes: made, idlePss, inChildrenMs: median(there), inProcessMs: median(here) },
    addedMs: median(added),
  };
};

const copiesOf = async (engine: Engine, title: Title): Promise<SegmentRequest[]> => {
  const boundaries = boundariesOf(title, await cutsOf(title, engine));
  return copyRequests(title, boundaries, 'ts', 'copied');
};

const WARM_UPS = 20;

const pssOf = (pid: number): number => {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]) * 1024;
};

const sequence = async (
  engine: Engine,
  { source, rendition, count, ahead }: Task & { what: 'sequence' },
): Promise<Sample> => {
  const title = await openTitle(engine, source);
  const copies = rendition === 'copy' ? await copiesOf(engine, title) : null;
  const start = (index: number) => {
    const request = copies
      ? copies[index % copies.length]
      : segmentRequest(title, { rendition, container: 'ts' }, index);
    if (request === undefined) throw new Error('nothing of it can be copied');
    return engine.segment(request);
  };
  const asked: ReturnType<typeof start>[] = [];
  let [begun, bytes, warm] = [0, 0, 0];
  for (let index = 0; index < count; index++) {
    while (begun < count && begun <= index + ahead) asked.push(start(begun++));
    const segment = await asked.shift();
    bytes += segment?.data.length ?? 0;
    warm += segment?.stats.warm === true ? 1 : 0;
  }
  return { bytes, warm };
};

if (import.meta.main) {
  const task = JSON.parse(readFileSync(0, 'utf8')) as Task;
  const engine = engineOf(task);
  if (task.what === 'sequence' && task.by !== undefined) {
    await engine.probe(task.source);
    const confined = engine.status().children.map((it) => it.filesConfined && it.callsConfined);
    if (confined.some((it) => it !== (task.by === 'confined children'))) {
      throw new Error('this system does not confine children');
    }
  }
  if (task.what === 'segment' && task.before !== undefined) await wholeSegment(engine, task.before);
  const before = process.cpuUsage();
  const start = performance.now();
  const sample = await perform(engine, task);
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, ...sample }));
  engine.close();
}
