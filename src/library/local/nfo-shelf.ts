/** What the `.nfo` files of the library tell, kept for as long as each stays the same. */
import { dirname, join } from 'node:path';
import type { FileVersion, Listing } from '../../engine/types.ts';
import { type Db, inTransaction } from '../db.ts';
import { type Place, placeKey } from '../identify.ts';
import type { Nfo } from './nfo.ts';
import type { Telling } from './telling.ts';

interface Row extends Place, FileVersion {
  readonly told: string;
}

interface Known extends Place, FileVersion {
  readonly told: readonly Nfo[];
}

export interface NfoFile extends Place, FileVersion {}

export class NfoShelf {
  readonly #db: Db;
  readonly #known = new Map<string, Known>();
  /** Of films, by the folder that it lies in. */
  readonly #films = new Map<string, Known>();
  #revision = 0;

  constructor(db: Db) {
    this.#db = db;
    const rows = db
      .prepare<[], Row>('SELECT root, path, size, mtime_us AS mtimeUs, told FROM nfos')
      .all();
    for (const { told, ...row } of rows) this.#take({ ...row, told: JSON.parse(told) });
  }

  /** Another one after every change. */
  get revision(): number {
    return this.#revision;
  }

  /** Forgets what is gone. @returns what is to be read, of folders of a root that is there */
  update(root: string, listings: ReadonlyMap<string, Listing>): NfoFile[] {
    const unread: NfoFile[] = [];
    const there = new Set<string>();
    for (const [folder, { nfos }] of listings) {
      for (const { name, size, mtimeUs } of nfos) {
        const file = { root, path: join(folder, name), size, mtimeUs };
        there.add(placeKey(file));
        const known = this.#known.get(placeKey(file));
        if (known?.size !== size || known.mtimeUs !== mtimeUs) unread.push(file);
      }
    }
    const gone = [...this.#known].filter(([key, it]) => it.root === root && !there.has(key));
    this.#drop(gone.map(([, it]) => it));
    return unread;
  }

  keep({ root, path }: Place, { size, mtimeUs }: FileVersion, told: readonly Nfo[]): void {
    inTransaction(this.#db, () =>
      this.#db
        .prepare('INSERT OR REPLACE INTO nfos VALUES (?, ?, ?, ?, ?)')
        .run(root, path, size, mtimeUs, JSON.stringify(told)),
    );
    this.#take({ root, path, size, mtimeUs, told });
    this.#revision++;
  }

  /** What is told of a file: of itself, and of the series that lives in this folder. */
  telling({ root, path }: Place, home: string | null): Telling {
    const folder = folderOf(path);
    const at = (name: string) => this.#known.get(placeKey({ root, path: name }))?.told ?? null;
    const own = at(`${path.replace(/\.[^./]*$/, '')}.nfo`) ?? at(join(folder, 'movie.nfo'));
    const isHome = home !== null && home === folder;
    const film = isHome ? this.#films.get(placeKey({ root, path: folder })) : undefined;
    const series = [home ?? folder, folder, folderOf(folder)]
      .map((it) => at(join(it, 'tvshow.nfo')))
      .find((it) => it !== null);
    return { own: own ?? film?.told ?? null, series: series ?? null };
  }

  #take(nfo: Known): void {
    this.#known.set(placeKey(nfo), nfo);
    const folder = placeKey({ root: nfo.root, path: folderOf(nfo.path) });
    if (nfo.told[0]?.kind === 'movie') this.#films.set(folder, nfo);
  }

  #drop(gone: readonly Known[]): void {
    if (gone.length === 0) return;
    this.#revision++;
    const statement = this.#db.prepare('DELETE FROM nfos WHERE root = ? AND path = ?');
    inTransaction(this.#db, () => {
      for (const { root, path } of gone) statement.run(root, path);
    });
    for (const nfo of gone) {
      this.#known.delete(placeKey(nfo));
      const folder = placeKey({ root: nfo.root, path: folderOf(nfo.path) });
      if (this.#films.get(folder)?.path === nfo.path) this.#films.delete(folder);
    }
  }
}

const folderOf = (path: string): string => {
  const folder = dirname(path);
  return folder === '.' ? '' : folder;
};
