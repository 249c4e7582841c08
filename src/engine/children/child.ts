/** The server's side of one engine child. */
import { readFileSync } from 'node:fs';
import { HaemaError } from '../../core/errors.ts';
import type { Ending, NativeEngine, NativeLine, Readable } from '../native.ts';
import type { ChildStatus } from '../status.ts';
import type { EngineCounters } from '../types.ts';
import { childCommand } from './command.ts';
import {
  type Failure,
  type Hello,
  type Order,
  type Progress,
  type Refusals,
  type Report,
  SHUT,
} from './protocol.ts';
import { toReport } from './reports.ts';
import type { Attempt } from './task.ts';
import { decode, encode } from './wire.ts';

export interface ChildEvents {
  /** It is there, and runs this program. */
  readonly onStart: (child: Child, hello: Hello) => void;
  /** It may not open the folder of an attempt that it gives back. */
  readonly onShut: (child: Child, attempt: Attempt, failure: Failure) => void;
  /** The kernel has refused to open files to it. */
  readonly onRefusals: (child: Child, refusals: Refusals) => void;
  /** One of its attempts has ended. */
  readonly onTaskEnd: (child: Child) => void;
  /** The process is no more; its attempts are left in its hands. */
  readonly onEnd: (child: Child, ending: Ending) => void;
}

export const NO_COUNTERS: EngineCounters = {
  jobsQueued: 0,
  jobsRunning: 0,
  threads: 0,
  openInputs: 0,
  pooledBytes: 0,
  bytesRead: 0,
};

export class Child {
  readonly startedAt = new Date();
  readonly #bornMs = performance.now();
  /** In hand, by id; also such that nobody waits for any more. */
  readonly attempts = new Map<number, Attempt>();
  /** What it said when it came as far as to report. */
  hello: Hello | null = null;
  /** It has had something in hand. */
  used = false;
  /** It was killed because what it said makes no sense. */
  #broke = false;
  #counters = NO_COUNTERS;
  readonly #line: NativeLine;
  readonly #events: ChildEvents;
  /** Null: whatever the server may. */
  readonly readable: Readable | null;

  /**
   * `folders`: all that it may read; null: whatever the server may.
   * @throws ENGINE_FAILED when no process can be started
   */
  constructor(native: NativeEngine, folders: readonly string[] | null, events: ChildEvents) {
    this.#events = events;
    const command = childCommand('engine', folders);
    this.readable = command.readable;
    this.#line = native.launch(command, (text, rest) => {
      if (text === null) this.#end(rest as Ending);
      else this.#hear(text, rest as Uint8Array | null);
    });
  }

  get started(): boolean {
    return this.hello !== null;
  }

  get pid(): number {
    return this.#line.pid ?? 0;
  }

  get counters(): EngineCounters {
    return this.#counters;
  }

  /** One of its attempts does not get on. */
  get stalled(): boolean {
    return [...this.attempts.values()].some(({ stalled }) => stalled);
  }

  get ageMs(): number {
    return performance.now() - this.#bornMs;
  }

  status(): ChildStatus {
    const { pid, startedAt, stalled, memory, hello } = this;
    const { openInputs, pooledBytes } = this.#counters;
    return {
      ...{ pid, startedAt, stalled, memory, openInputs, pooledBytes },
      jobs: this.attempts.size,
      filesConfined: hello?.filesConfined ?? false,
      callsConfined: hello?.callsConfined ?? false,
    };
  }

  /** Bytes in memory, of the program's own files, too; 0 when the process is no more. */
  get memory(): number {
    try {
      const status = readFileSync(`/proc/${this.pid}/status`, 'latin1');
      return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    } catch {
      return 0;
    }
  }

  take(attempt: Attempt): void {
    const { id, task } = attempt;
    const { call, args, source } = task;
    this.attempts.set(id, attempt);
    this.used = true;
    attempt.begin();
    try {
      this.tell({ id, call, args, root: source.root });
    } catch (error) {
      this.attempts.delete(id);
      task.reject(error as HaemaError);
    }
  }

  /** What it makes of it will not be listened to. */
  cancel({ id }: Attempt): void {
    try {
      this.tell({ cancel: id });
    } catch {
      // It does not listen: what it makes is thrown away.
    }
  }

  /** Of one that is gone the end is heard in a moment. @throws BUSY, ENGINE_FAILED */
  tell(order: Order): void {
    const { text, bytes } = encode(order);
    try {
      this.#line.send(text, bytes);
    } catch (cause) {
      const isFull = cause instanceof Error && 'code' in cause && cause.code === 'BUSY';
      const message = isFull ? 'an engine child does not listen' : 'no engine child can be told';
      throw new HaemaError(isFull ? 'BUSY' : 'ENGINE_FAILED', message, { cause });
    }
  }

  kill(): void {
    this.#line.kill();
  }

  /** It need not end before the server does. */
  forget(): void {
    this.#line.unref();
  }

  #hear(text: string, bytes: Uint8Array | null): void {
    try {
      const report = toReport(decode({ text, bytes }));
      if ('build' in report) this.#start(report);
      else if ('id' in report) this.#finish(report);
      else if ('refused' in report) this.#events.onRefusals(this, report);
      else this.#advance(report);
    } catch {
      this.#broke = true;
      this.kill();
    }
  }

  #end(ending: Ending): void {
    this.#events.onEnd(this, { ...ending, broke: ending.broke || this.#broke });
  }

  #start(hello: Hello): void {
    this.hello = hello;
    this.#events.onStart(this, hello);
  }

  #finish(report: Extract<Report, { id: number }>): void {
    const attempt = this.attempts.get(report.id);
    if (attempt === undefined) throw new HaemaError('ENGINE_FAILED', 'it was not asked for this');
    this.attempts.delete(report.id);
    attempt.task.attempts.delete(attempt);
    if ('value' in report) attempt.task.resolve(report.value);
    else if (report.failure.code !== SHUT) attempt.task.fail(report.failure);
    else this.#events.onShut(this, attempt, report.failure);
    this.#events.onTaskEnd(this);
  }

  #advance({ steps, counters }: Progress): void {
    this.#counters = counters;
    for (const [id, count] of Object.entries(steps)) this.attempts.get(Number(id))?.advance(count);
  }
}
