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
  /** Lives longer than this: nobody wants to hear the same with every look. */
  readonly #warned: Set<string>;
  readonly #emptied = new Set<string>();
  readonly #marred = new Set<string>();
  readonly #timeouts = new Map<string, number>();

  constructor(roots: readonly Root[], log: Log, warned: Set<string>) {
    this.#roots = new Map(roots.map((root) => [root.label, root]));
    this.#log = log;
    this.#warned = warned;
  }

  /** A file, or a folder with all that is below it; a root is an empty path. Warns of it once. */
  add(place: Place, error?: unknown): void {
    const { root } = place;
    const code = error instanceof HaemaError ? error.code : null;
    if (code === 'CANCELLED') return; // the scan ends
    this.#places.add(placeKey(place));
    if (code === 'TIMED_OUT') this.#count(root);
    this.#warn(
      place,
      'this cannot be read, and what is known of it is kept; is it mounted?',
      error,
    );
  }

  /** A root that held something. */
  addEmptied(root: string): void {
    const place = { root, path: '' };
    if (this.has(place)) return;
    this.#places.add(placeKey(place));
    this.#emptied.add(root);
    this.#warn(
      place,
      'this folder is empty all of a sudden, and what it held is kept; is it mounted?',
    );
  }

  isEmptied(root: string): boolean {
    return this.#emptied.has(root);
  }

  /** Labels of those of which nothing can be read. */
  roots(): Set<string> {
    const labels = [...this.#roots.keys()];
    return new Set(labels.filter((root) => this.#places.has(placeKey({ root, path: '' }))));
  }

  /** Labels of those that have not answered. */
  silent(): Set<string> {
    return new Set(this.#timeouts.keys());
  }

  /** To be called at the end of a look. */
  tellOfReturned(): void {
    for (const root of this.#warned) {
      if (this.#marred.has(root)) continue;
      this.#warned.delete(root);
      this.#log.info({ path: this.#roots.get(root)?.path }, 'this folder can be read again');
    }
  }

  has({ root, path }: Place): boolean {
    if (!this.#roots.has(root) || this.#places.has(placeKey({ root, path: '' }))) return true;
    for (let above = path; above !== '.'; above = dirname(above)) {
      if (this.#places.has(placeKey({ root, path: above }))) return true;
    }
    return false;
  }

  #warn({ root, path }: Place, message: string, error?: unknown): void {
    this.#marred.add(root);
    if (this.#warned.has(root)) return;
    this.#warned.add(root);
    this.#log.warn({ path: join(this.#roots.get(root)?.path ?? '', path), error }, message);
  }

  #count(root: string): void {
    const count = (this.#timeouts.get(root) ?? 0) + 1;
    this.#timeouts.set(root, count);
    if (count === PATIENCE) this.#places.add(placeKey({ root, path: '' }));
  }
}
