/** Children that were killed and do not end: the kernel waits for a disk or a share. */
import { HaemaError } from '../../core/errors.ts';
import type { SourceRef } from '../types.ts';
import type { Child } from './child.ts';

/** Of one folder that is served: four files that hung in two children each. */
const MOST = 8;

export interface AbandonedEvents {
  /** So many wait for the folder that nothing is read there until one ends; and when one has. */
  readonly onShare: (root: string, answers: boolean) => void;
}

export class Abandoned {
  readonly #roots = new Map<Child, ReadonlySet<string>>();
  readonly #events: AbandonedEvents;

  constructor(events: AbandonedEvents) {
    this.#events = events;
  }

  get size(): number {
    return this.#roots.size;
  }

  add(child: Child): void {
    const stuck = [...child.attempts.values()].filter(({ stalled }) => stalled);
    const roots = new Set(stuck.map(({ task }) => task.source.root));
    this.#roots.set(child, roots);
    for (const root of roots) if (this.#count(root) === MOST) this.#events.onShare(root, false);
  }

  /** It has ended after all. */
  delete(child: Child): void {
    const roots = this.#roots.get(child) ?? [];
    this.#roots.delete(child);
    for (const root of roots) if (this.#count(root) === MOST - 1) this.#events.onShare(root, true);
  }

  /** A dead share must not take one process after the other. Null where files may be tried. */
  refusal({ root, path }: SourceRef): HaemaError | null {
    if (this.#count(root) < MOST) return null;
    const message = 'the disk or share that this file is on does not answer';
    return new HaemaError('TIMED_OUT', message, { detail: path });
  }

  #count(root: string): number {
    let count = 0;
    for (const roots of this.#roots.values()) count += Number(roots.has(root));
    return count;
  }
}
