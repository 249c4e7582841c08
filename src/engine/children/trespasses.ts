/** What engine children try to open and may not: signs of a file that has taken a decoder over. */
import { resolve } from 'node:path';
import type { Readable, RefusedOpen } from '../native.ts';

/** Fontconfig keeps what it has read of fonts where it can, and does without. */
const FONT_CACHE = /\/fontconfig\//;
/** Readable for the sake of the child's own: what is refused there is another process's. */
const PROCESSES = '/proc';
/** Names that a file can make up must not fill the log. */
const MOST_TOLD = 100;

export class Trespasses {
  #count = 0;
  readonly #told = new Set<string>();

  /** Since the start. */
  get count(): number {
    return this.#count;
  }

  /**
   * To read what is served may be refused honestly: by the file's own rights, or when a disk is
   * mounted late.
   *
   * @param readable what the child is to read; null: whatever the server may
   * @returns those that were not told yet
   */
  note(refused: readonly RefusedOpen[], readable: Readable | null): RefusedOpen[] {
    if (readable === null) return [];
    const honest = [...readable.programs, ...readable.folders].filter((it) => it !== PROCESSES);
    const found = refused
      .map(({ path, writes }) => ({ path: resolve(path), writes }))
      .filter(({ path }) => !FONT_CACHE.test(path))
      .filter(({ path, writes }) => writes || !honest.some((place) => isWithin(path, place)));
    this.#count += found.length;
    return found.filter(({ path }) => this.#isNew(path));
  }

  #isNew(path: string): boolean {
    if (this.#told.has(path) || this.#told.size >= MOST_TOLD) return false;
    this.#told.add(path);
    return true;
  }
}

const isWithin = (path: string, place: string): boolean =>
  path === place || path.startsWith(place.endsWith('/') ? place : `${place}/`);
