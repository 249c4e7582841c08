import type { Log } from '../core/log.ts';
import { codeOf } from './disk-fs.ts';

const REPEAT_MS = 10 * 60_000;

const ELSEWHERE = 'or choose another --cache-path';

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk of the cache is full: free some space or lower --cache-limit',
  ENOROOM: 'the cache leaves 1 GB free and there is less: free some space',
  EDQUOT: 'the quota for the cache is used up: raise it or lower --cache-limit',
  EROFS: `the cache is on a read-only disk: make it writable ${ELSEWHERE}`,
  EACCES: `the cache may not be written: change its permissions ${ELSEWHERE}`,
  EPERM: `the cache may not be written: change its permissions ${ELSEWHERE}`,
  ENOTDIR: 'the cache needs a folder where a file is: choose another --cache-path',
  EEXIST: 'the cache needs a folder where a file is: choose another --cache-path',
  ETIMEDOUT: `the disk of the cache does not answer: see whether it is well ${ELSEWHERE}`,
};
const UNKNOWN = `the cache failed: see whether its disk is well ${ELSEWHERE}`;

/** Tells what is wrong with the cache and what to do: each thing once, and again after a while. */
export class Complaints {
  readonly #log: Log;
  readonly #folder: string;
  readonly #toldAt = new Map<string, number>();

  constructor(log: Log, folder: string) {
    this.#log = log;
    this.#folder = folder;
  }

  about(error: unknown): void {
    const message = ADVICE[codeOf(error)] ?? UNKNOWN;
    const now = performance.now();
    if (now - (this.#toldAt.get(message) ?? Number.NEGATIVE_INFINITY) < REPEAT_MS) return;
    this.#toldAt.set(message, now);
    this.#log.warn({ folder: this.#folder, error }, `${message}; until then it only costs speed`);
  }
}
