/** Which child a file was given to last: it stays there, where its inputs are open. */
import type { SourceRef } from '../types.ts';
import type { Child } from './child.ts';

/** A title that is played again within this time finds its inputs open. */
const STAYS_MS = 120_000;

interface Home {
  readonly child: Child;
  usedAt: number;
}

export class Homes {
  readonly #homes = new Map<string, Home>();
  /** How many files each child has. */
  readonly #counts = new Map<Child, number>();

  find(source: SourceRef): Child | null {
    const home = this.#homes.get(placeOf(source));
    if (home === undefined) return null;
    home.usedAt = performance.now();
    return home.child;
  }

  count(child: Child): number {
    return this.#counts.get(child) ?? 0;
  }

  settle(source: SourceRef, child: Child): void {
    const place = placeOf(source);
    this.#delete(place);
    this.#homes.set(place, { child, usedAt: performance.now() });
    this.#counts.set(child, this.count(child) + 1);
  }

  /** The child's files are to be given to others, but for these. */
  moveOut(child: Child, stuck: readonly SourceRef[] = []): void {
    const stays = new Set(stuck.map(placeOf));
    for (const [place, home] of this.#homes) {
      if (home.child === child && !stays.has(place)) this.#delete(place);
    }
  }

  /** Files that nobody has used for a while have no home. */
  forgetIdle(): void {
    const before = performance.now() - STAYS_MS;
    for (const [place, { usedAt }] of this.#homes) if (usedAt < before) this.#delete(place);
  }

  #delete(place: string): void {
    const child = this.#homes.get(place)?.child;
    if (child === undefined) return;
    this.#homes.delete(place);
    const left = this.count(child) - 1;
    if (left > 0) this.#counts.set(child, left);
    else this.#counts.delete(child);
  }
}

const placeOf = ({ root, path }: SourceRef): string => `${root}\0${path}`;
