/**
 * The engine children: which gets what, and what happens to one that crashes, hangs or takes too
 * much memory. It is killed, alone. What it had in hand is done again in a new child with nothing
 * beside it, so that it is certain which file does it; that file is refused for a while. What
 * another job's fault cost is only done again.
 */
import { HaemaError } from '../../core/errors.ts';
import type { Ending, NativeEngine } from '../native.ts';
import type { EngineStatus } from '../status.ts';
import type { EngineCounters, SourceRef } from '../types.ts';
import { Abandoned, type AbandonedEvents } from './abandoned.ts';
import { Benched, type Offence } from './benched.ts';
import { type Cause, causeOf, WORDS } from './causes.ts';
import { Child, NO_COUNTERS } from './child.ts';
import { Homes } from './homes.ts';
import type { Failure, Hello, Refusals } from './protocol.ts';
import { Slot } from './slot.ts';
import { Attempt, type Call, Task } from './task.ts';
import { type Trespass, Trespasses } from './trespasses.ts';

export type { Call };

export interface CrewOptions {
  readonly native: NativeEngine;
  /** Names this program: a child that runs another one makes other bytes. */
  readonly build: string;
  readonly processes: number;
  /** All that children may read; null: whatever the server may. */
  readonly folders: readonly string[] | null;
  /** How long a job may not get on. */
  readonly timeoutMs: number;
  /** How much one child may take, in bytes. */
  readonly memory: number;
  /** What the children together may keep of idle inputs and decoders, in bytes. */
  readonly poolLimit: number;
  readonly events: CrewEvents;
}

export interface CrewEvents extends AbandonedEvents {
  /** One that is to be confined has started. */
  readonly onStarted: (hello: Hello) => void;
  readonly onUnstarted: (error: unknown) => void;
  /** A child was lost, for a reason in words. */
  readonly onLost: (pid: number, reason: string) => void;
  /** A child tried to open what is closed to it. */
  readonly onTrespass: (pid: number, trespass: Trespass) => void;
  readonly onBenched: (source: SourceRef, reason: string) => void;
}

/** A job that did not get on for this long may hang: its child gets nothing else to do. */
const STALL_MS = 2000;
const LOOK_MS = 250;
const PAUSE_MS = 4 * LOOK_MS;
/** So many times the timeout a job may take that gets on all the while. */
const ENDLESS = 40;
/** For so long a child that was made to know all mounts is believed to. */
const NEW_MS = 2000;
/** A killed process ends at once, unless the kernel waits for a disk. */
const GRACE_MS = 2000;

export class Crew {
  readonly #options: CrewOptions;
  readonly #slots: readonly Slot[];
  readonly #alive = new Set<Child>();
  /** Killed, and not yet gone. */
  readonly #dying = new Set<Child>();
  readonly #abandoned: Abandoned;
  readonly #benched = new Benched();
  readonly #homes = new Homes();
  readonly #trespasses = new Trespasses();
  #restarts = 0;
  #nextId = 1;
  #fatal: HaemaError | null = null;
  #poolLimit: number;
  #reopenedMs = Number.NEGATIVE_INFINITY;
  #lookedAt = now();
  readonly #looking: NodeJS.Timeout;

  constructor(options: CrewOptions) {
    this.#options = options;
    this.#poolLimit = options.poolLimit;
    this.#abandoned = new Abandoned(options.events);
    const events = {
      launch: () => this.#launch(),
      retire: (child: Child) => this.#bury(child, 'idle'),
      refuse: (attempts: readonly Attempt[]) => this.#refuse(attempts, UNSTARTED),
    };
    this.#slots = Array.from({ length: options.processes }, () => new Slot(events));
    this.#looking = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  /** Starts the children, which otherwise start when they are needed. */
  start(): void {
    for (const slot of this.#slots) slot.start();
  }

  /** @throws what the call throws, MEDIA_CRASHES, TIMED_OUT, or CANCELLED as soon as it is. */
  async run(call: Call, signal: AbortSignal | undefined): Promise<unknown> {
    if (signal?.aborted) throw new HaemaError('CANCELLED', 'cancelled');
    const task = new Task(call);
    const cancel = (): void => task.reject(new HaemaError('CANCELLED', 'cancelled'));
    signal?.addEventListener('abort', cancel, { once: true });
    this.#try(task);
    try {
      return await task.promise;
    } finally {
      signal?.removeEventListener('abort', cancel);
      for (const attempt of task.attempts) this.#cancel(attempt);
    }
  }

  status(): EngineStatus {
    const children = [...this.#alive].map((child) => child.status());
    return {
      processes: this.#slots.length,
      children,
      restarts: this.#restarts,
      abandoned: this.#abandoned.size,
      trespasses: this.#trespasses.count,
      jobsRunning: children.reduce((sum, { jobs }) => sum + jobs, 0),
      jobsWaiting: this.#slots.reduce((sum, { waiting }) => sum + waiting, 0),
      benched: this.#benched.list(),
    };
  }

  /** Of each child, as it told them last. */
  counters(): EngineCounters[] {
    return [NO_COUNTERS, ...[...this.#alive].map(({ counters }) => counters)];
  }

  /** Of idle inputs and decoders, in bytes; the children share it. */
  setPoolLimit(bytes: number): void {
    this.#poolLimit = bytes;
    for (const child of this.#alive) if (child.started) this.#limit(child);
  }

  /** Kills them all; what is in hand is cancelled. */
  close(): void {
    clearInterval(this.#looking);
    this.#fatal = new HaemaError('CANCELLED', 'haema stops');
    for (const child of [...this.#alive]) this.#bury(child, 'closed');
    for (const child of this.#dying) child.forget();
    for (const slot of this.#slots) this.#refuse(slot.empty(), this.#fatal);
  }

  #try(task: Task, alone = false): void {
    const { source } = task;
    const refusal = this.#fatal ?? this.#benched.find(source) ?? this.#abandoned.refusal(source);
    if (refusal !== null) {
      task.reject(refusal);
      return;
    }
    const attempt = new Attempt(this.#nextId++, task, alone);
    // A second attempt is one in another child.
    const home = task.attempts.size > 1 || alone ? null : this.#homeOf(source);
    if (home !== null) {
      home.take(attempt);
      return;
    }
    const slot = this.#slotFor(attempt);
    slot.add(attempt);
    const { child } = slot;
    if (child?.attempts.has(attempt.id)) this.#homes.settle(source, child);
  }

  /** It is in a child's hands, or waits for one and is dropped when its turn comes. */
  #cancel(attempt: Attempt): void {
    for (const child of this.#alive) if (child.attempts.has(attempt.id)) child.cancel(attempt);
  }

  /**
   * A file stays with its child, also with one that hangs on it; but an idle one that has lost its
   * files, by a fault, takes some of those that now crowd another.
   */
  #homeOf(source: SourceRef): Child | null {
    const home = this.#homes.find(source);
    if (home === null || !this.#alive.has(home)) return null;
    if (this.#slotOf(home)?.isBlocked) return null;
    if (home.attempts.size === 0) return home;
    const files = this.#homes.count(home);
    return this.#slots.some((slot) => this.#hasRoom(slot, files)) ? null : home;
  }

  /** For a file of a child that has so many. */
  #hasRoom({ child, load, isBlocked }: Slot, files: number): boolean {
    const isIdle = child?.started === true && load === 0 && !isBlocked;
    return isIdle && this.#homes.count(child) + 1 < files;
  }

  #slotFor({ alone }: Attempt): Slot {
    const lonely = alone ? this.#slots.find(({ isLonely }) => isLonely) : undefined;
    if (lonely !== undefined) return lonely; // one at a time: the other places go on
    const rank = (slot: Slot): number => Number(slot.isBlocked) * 1e6 + slot.load;
    return this.#slots.reduce((best, slot) => (rank(slot) < rank(best) ? slot : best));
  }

  /** Where it is; none once another child has its place. */
  #slotOf(child: Child): Slot | undefined {
    return this.#slots.find((slot) => slot.child === child);
  }

  #launch(): Child {
    const events = {
      onStart: (started: Child, hello: Hello) => this.#onStart(started, hello),
      onShut: (confined: Child, attempt: Attempt, failure: Failure) =>
        this.#reopen(confined, attempt, failure),
      onRefusals: (one: Child, refusals: Refusals) => this.#onRefusals(one, refusals),
      onTaskEnd: (worker: Child) => this.#onTaskEnd(worker),
      onEnd: (ended: Child, ending: Ending) => this.#onEnd(ended, ending),
    };
    try {
      const child = new Child(this.#options.native, this.#options.folders, events);
      this.#alive.add(child);
      return child;
    } catch (error) {
      this.#options.events.onUnstarted(error);
      throw error;
    }
  }

  #onStart(child: Child, hello: Hello): void {
    if (hello.build !== this.#options.build) {
      const message = 'haema was replaced while it ran; start it again';
      this.#fatal = new HaemaError('ENGINE_FAILED', message);
      this.#bury(child, 'closed');
      for (const slot of this.#slots) this.#refuse(slot.empty(), this.#fatal);
      return;
    }
    if (this.#options.folders !== null) this.#options.events.onStarted(hello);
    this.#limit(child);
  }

  #limit(child: Child): void {
    child.tell({ poolLimit: Math.floor(this.#poolLimit / this.#slots.length) });
  }

  #onRefusals(child: Child, { refused }: Refusals): void {
    for (const trespass of this.#trespasses.note(child, refused)) {
      this.#options.events.onTrespass(child.pid, trespass);
    }
  }

  /** A disk was mounted after the child was confined: one that is made now may read it. */
  #reopen(child: Child, { task }: Attempt, failure: Failure): void {
    const sinceMs = now() - this.#reopenedMs;
    const isNewest = sinceMs < NEW_MS && child.ageMs <= sinceMs;
    if (task.settled) return;
    if (task.reopened || isNewest || !this.#supersede(child)) {
      task.fail({ ...failure, code: 'READ_FAILED' });
      return;
    }
    task.reopened = true;
    this.#reopenedMs = now();
    this.#homes.moveOut(child);
    this.#try(task);
  }

  /** Another child takes its place, and it ends with its last attempt. */
  #supersede(child: Child): boolean {
    const slot = this.#slotOf(child);
    if (slot === undefined) return true;
    if (this.#alive.size >= 2 * this.#slots.length) return false;
    slot.lose(child);
    slot.start();
    slot.advance();
    return true;
  }

  #onTaskEnd(child: Child): void {
    const slot = this.#slotOf(child);
    if (slot !== undefined) slot.advance();
    else if (child.attempts.size === 0) this.#bury(child, 'idle'); // another has its place
  }

  #onEnd(child: Child, ending: Ending): void {
    this.#dying.delete(child);
    this.#abandoned.delete(child);
    const { cause, how } = causeOf(ending);
    this.#bury(child, cause, how);
  }

  /** Once for each child. */
  #bury(child: Child, cause: Cause, how: string = WORDS[cause]): void {
    if (!this.#alive.delete(child)) return;
    if (cause !== 'crashed' && cause !== 'killed') this.#kill(child);
    const attempts = [...child.attempts.values()];
    const slot = this.#slotOf(child);
    slot?.lose(child, cause === 'hung');
    this.#homes.moveOut(child);
    if (cause === 'closed') this.#refuse(attempts, this.#fatal ?? UNSTARTED);
    if (cause === 'closed' || cause === 'idle') return;
    this.#restarts++;
    this.#options.events.onLost(child.pid, how);
    for (const attempt of attempts) this.#retry(attempt, child.started ? cause : null);
    slot?.advance();
  }

  #kill(child: Child): void {
    this.#dying.add(child);
    child.kill();
    setTimeout(() => {
      if (!this.#dying.delete(child)) return;
      this.#abandoned.add(child);
      child.forget();
    }, GRACE_MS).unref();
  }

  /** `offence`: how the child was lost, null when it never started. */
  #retry(attempt: Attempt, offence: Offence | null): void {
    const { task, alone } = attempt;
    task.attempts.delete(attempt);
    if (task.settled) return;
    const [twin] = task.attempts;
    if (offence !== null && this.#isGuilty(attempt, offence)) {
      task.reject(this.#bench(task.source, offence));
    } else if (twin === undefined) {
      // Of a crash or of greed anything in the child may be guilty.
      const isUnclear = offence === 'crashed' || offence === 'greedy' || offence === 'killed';
      if (alone) task.killedAlone ||= offence === 'killed';
      this.#try(task, alone || isUnclear);
    } else {
      task.stallChanged();
    }
  }

  #isGuilty(attempt: Attempt, offence: Offence): boolean {
    const { timeoutMs } = this.#options;
    const { task, alone, stalled, stillMs } = attempt;
    if (offence === 'endless') return attempt.isEndless(ENDLESS * timeoutMs);
    if (offence === 'hung') {
      // Who was only still beside one that hung, and was never tried elsewhere, is not to blame.
      const [twin] = task.attempts;
      return stalled && (stillMs >= timeoutMs || task.hedged) && (twin?.stalled ?? true);
    }
    // Children go first when memory runs out, whoever has taken it.
    return alone && (offence !== 'killed' || task.killedAlone);
  }

  #bench(source: SourceRef, offence: Offence): HaemaError {
    const error = this.#benched.add(source, offence);
    this.#options.events.onBenched(source, error.message);
    return error;
  }

  #refuse(attempts: readonly Attempt[], error: HaemaError): void {
    for (const { task } of attempts) task.reject(error);
  }

  /** From time to time: who hangs, who takes too much. */
  #look(): void {
    const pausedMs = now() - this.#lookedAt;
    this.#lookedAt = now();
    if (pausedMs > PAUSE_MS) {
      // It was this process that stood still; what the children reported is not read yet.
      for (const child of this.#alive)
        for (const attempt of child.attempts.values()) attempt.excuse();
      return;
    }
    for (const child of [...this.#alive]) {
      if (child.attempts.size === 0) continue;
      const attempts = [...child.attempts.values()];
      for (const attempt of attempts) attempt.stalled = attempt.stillMs >= STALL_MS;
      const { timeoutMs, memory } = this.#options;
      if (attempts.some(({ stillMs }) => stillMs >= timeoutMs)) {
        this.#bury(child, 'hung');
      } else if (attempts.some((attempt) => attempt.isEndless(ENDLESS * timeoutMs))) {
        this.#bury(child, 'endless');
      } else if (child.memory > memory) {
        this.#bury(child, 'greedy');
      } else if (child.stalled) {
        this.#replace(child);
      }
    }
    this.#homes.forgetIdle();
  }

  /**
   * Another child takes its place and tries what hangs once more; it ends with its last attempt. A
   * dead share makes few of those.
   */
  #replace(child: Child): void {
    if (this.#slotOf(child) === undefined || !child.started || !this.#supersede(child)) return;
    const stuck = [...child.attempts.values()].filter(({ stalled }) => stalled);
    const sources = stuck.map(({ task }) => task.source);
    this.#homes.moveOut(child, sources);
    for (const { task, alone } of stuck) {
      if (task.settled || task.hedged) continue;
      task.hedged = true;
      this.#try(task, alone);
    }
  }
}

const UNSTARTED = new HaemaError(
  'BUSY',
  'the engine does not start at the moment; the log says why',
);

const now = (): number => performance.now();
