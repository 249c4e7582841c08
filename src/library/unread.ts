/** Places that may hold what they held, as far as a scan could see. */
import { dirname, join } from 'node:path';
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { type Place, placeKey } from './identify.ts';
import type { Root } from './roots.ts';

/** A root that has not answered this often is left alone: each time takes long. */
const PATIENCE = 4;

export class Unread {
  readonly #places = new Set<string>();
  readonly #roots: ReadonlyMap<string, Root>;
  readonly #log: Log;
  readonly #warned = new Set<string>();
  readonly #timeouts = new Map<string, number>();

  constructor(roots: readonly Root[], log: Log) {
    this.#roots = new Map(roots.map((root) => [root.label, root]));
    this.#log = log;
  }

  /** A file, or a folder with all that is below it; a root is an empty path. Warns of it once. */
  add(place: Place, error?: unknown): void {
    const { root, path } = place;
    const code = error instanceof HaemaError ? error.code : null;
    if (code === 'CANCELLED') return; // the scan ends
    this.#places.add(placeKey(place));
    if (code === 'TIMED_OUT') this.#count(root);
    if (this.#warned.has(root)) return;
    this.#warned.add(root);
    const message = 'this cannot be read, and what is known of it is kept; is it mounted?';
    this.#log.warn({ path: join(this.#roots.get(root)?.path ?? '', path), error }, message);
  }

  has({ root, path }: Place): boolean {
    if (!this.#roots.has(root) || this.#places.has(placeKey({ root, path: '' }))) return true;
    for (let above = path; above !== '.'; above = dirname(above)) {
      if (this.#places.has(placeKey({ root, path: above }))) return true;
    }
    return false;
  }

  #count(root: string): void {
    const count = (this.#timeouts.get(root) ?? 0) + 1;
    this.#timeouts.set(root, count);
    if (count === PATIENCE) this.#places.add(placeKey({ root, path: '' }));
  }
}
