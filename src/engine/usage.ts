/** What the server and all of its children take of the machine, as the kernel counts it. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Usage {
  /** Processor time since the start, in seconds: also of children that have ended. */
  readonly cpuSeconds: number;
  /** Since it was asked before, of one core: with two cores 200 at most. */
  readonly cpuPercent: number;
  /** Resident, in bytes; what processes share counts for each. */
  readonly serverMemory: number;
  readonly childMemory: number;
  readonly threads: number;
  /** Descriptors that the server has open. */
  readonly openFiles: number;
}

/** Who asks twice at once is told the same twice. */
const LEAST_MS = 1000;

/** USER_HZ, which is this on every Linux. */
const TICKS = 100;

interface Taken {
  readonly cpuSeconds: number;
  readonly memory: number;
  readonly threads: number;
}

export class UsageMeter {
  #cpuSeconds = 0;
  #askedAt = performance.now() - process.uptime() * 1000;
  #percent = 0;
  #mostSeconds = 0;

  now(): Usage {
    const [server, children] = [takenBy('self', true), childPids().map((pid) => takenBy(pid))];
    // The kernel rounds what has ended otherwise than what runs; a counter must not fall.
    const counted = sum(children, 'cpuSeconds') + server.cpuSeconds;
    const cpuSeconds = Math.max(counted, this.#mostSeconds);
    this.#mostSeconds = cpuSeconds;
    const passedMs = performance.now() - this.#askedAt;
    if (passedMs >= LEAST_MS) {
      this.#percent = (100_000 * (cpuSeconds - this.#cpuSeconds)) / passedMs;
      this.#cpuSeconds = cpuSeconds;
      this.#askedAt += passedMs;
    }
    return {
      cpuSeconds,
      cpuPercent: this.#percent,
      serverMemory: server.memory,
      childMemory: sum(children, 'memory'),
      threads: sum(children, 'threads') + server.threads,
      openFiles: listed('/proc/self/fd').length,
    };
  }
}

const sum = (taken: readonly Taken[], what: keyof Taken): number =>
  taken.reduce((total, one) => total + one[what], 0);

/** Whichever thread has started them. */
const childPids = (): string[] =>
  listed('/proc/self/task').flatMap((thread) =>
    (contentOf(`/proc/self/task/${thread}/children`) ?? '').split(' ').filter(Boolean),
  );

/** Nothing of a process that is no more. `withDead`: what its ended children took, too. */
const takenBy = (pid: string, withDead = false): Taken => {
  // Behind the name, which may hold anything; proc(5) counts the field that follows as the third.
  const fields =
    contentOf(`/proc/${pid}/stat`)
      ?.replace(/^.*\) /s, '')
      .split(' ') ?? [];
  const field = (number: number): number => Number(fields[number - 3] ?? 0);
  const ticks = field(14) + field(15) + (withDead ? field(16) + field(17) : 0);
  const memory = /^VmRSS:\s*(\d+) kB$/m.exec(contentOf(`/proc/${pid}/status`) ?? '')?.[1];
  return {
    cpuSeconds: ticks / TICKS,
    memory: Number(memory ?? 0) * 1024,
    threads: field(20),
  };
};

const contentOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
};

const listed = (path: string): string[] => {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
};
