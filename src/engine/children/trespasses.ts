/** What engine children try to open and may not: signs of a file that has taken a decoder over. */
import { resolve } from 'node:path';
import { nowAndThen } from '../../core/now-and-then.ts';
import { isWithin } from '../../core/paths.ts';
import type { RefusedOpen } from '../native.ts';
import type { SourceRef } from '../types.ts';
import type { Child } from './child.ts';

export interface Trespass extends RefusedOpen {
  /** What the child was reading. */
  readonly sources: readonly SourceRef[];
}

/** Fontconfig keeps what it has read of fonts where it can, and does without. */
const FONT_CACHE = /\/fontconfig\//;
/** Readable for the sake of the child's own: what is refused there is another process's. */
const PROCESSES = '/proc';
/** Names that a file can make up must not fill the log. */
const MOST_TOLD = 100;
const HOUR_MS = 3_600_000;

export class Trespasses {
  #count = 0;
  readonly #told = new Set<string>();
  readonly #isHour = nowAndThen(HOUR_MS);

  /** Since the start. */
  get count(): number {
    return this.#count;
  }

  /**
   * To read what is served may be refused honestly: by the file's own rights, or when a disk is
   * mounted late.
   *
   * @returns those that were not told in this hour
   */
  note(child: Pick<Child, 'attempts' | 'readable'>, refused: readonly RefusedOpen[]): Trespass[] {
    const { programs = [], folders = [] } = child.readable ?? {};
    const honest = [...programs, ...folders].filter((it) => it !== PROCESSES);
    const found = refused
      .map(({ path, writes }) => ({ path: resolve(path), writes }))
      .filter(({ path }) => !FONT_CACHE.test(path))
      .filter(({ path, writes }) => writes || !honest.some((place) => isWithin(path, place)));
    this.#count += found.length;
    const sources = sourcesOf(child);
    return found.map((tried) => ({ ...tried, sources })).filter((it) => this.#isNew(it));
  }

  #isNew(trespass: Trespass): boolean {
    if (this.#isHour()) this.#told.clear();
    const key = JSON.stringify(trespass);
    if (this.#told.has(key) || this.#told.size >= MOST_TOLD) return false;
    this.#told.add(key);
    return true;
  }
}

/** Each file once. */
const sourcesOf = ({ attempts }: Pick<Child, 'attempts'>): SourceRef[] => {
  const sources = [...attempts.values()].map(({ task }) => task.source);
  return [...new Map(sources.map((it) => [`${it.root}\0${it.path}`, it])).values()];
};
