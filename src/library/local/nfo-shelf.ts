/** What the `.nfo` files of the library tell, kept for as long as each stays the same. */
import { basename, join } from 'node:path';
import type { Listing } from '../../engine/files/listing.ts';
import type { FileVersion } from '../../engine/types.ts';
import { type Db, inTransaction } from '../db.ts';
import { type Place, placeKey } from '../identify.ts';
import { folderOf } from '../listings.ts';
import type { Nfo } from './nfo.ts';
import type { Telling } from './telling.ts';

interface Row extends Place, FileVersion {
  readonly told: string;
}

interface Known extends Place, FileVersion {
  readonly told: readonly Nfo[];
}

export interface NfoFile extends Place, FileVersion {}

/** By path of the folder, as one look has found them. */
type Listings = ReadonlyMap<string, Listing>;

/** Folders or files between two chances to do something else. */
const STEP = 200;

export class NfoShelf {
  readonly #db: Db;
  readonly #known = new Map<string, Known>();
  /** Of films, by the folder that it lies in. */
  readonly #films = new Map<string, Known>();
  /** What is to be read, and what could not be. */
  readonly #unread = new Map<string, NfoFile>();
  /** By root: folders that are the same objects again have not changed. */
  readonly #seen = new Map<string, Listings>();
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

  /**
   * Forgets what is gone. Yields now and then: there may be a hundred thousand.
   * @returns what is to be read, of folders of a root
   */
  *update(root: string, listings: Listings): Generator<void, NfoFile[]> {
    const before = this.#seen.get(root);
    this.#seen.set(root, listings);
    const isAsBefore = (folder: string): boolean =>
      listings.has(folder) && listings.get(folder) === before?.get(folder);
    const there = new Set<string>();
    let count = 0;
    for (const [folder, { nfos }] of listings) {
      if (++count % STEP === 0) yield;
      if (isAsBefore(folder)) continue;
      for (const { name, ...version } of nfos)
        there.add(this.#see(root, join(folder, name), version));
    }
    const gone: Place[] = [];
    for (const file of [...this.#known.values(), ...this.#unread.values()]) {
      if (++count % STEP === 0) yield;
      if (file.root !== root || there.has(placeKey(file))) continue;
      if (!isAsBefore(folderOf(file.path)) && isGone(file.path, listings)) gone.push(file);
    }
    this.#drop(gone);
    return [...this.#unread.values()].filter((file) => file.root === root);
  }

  #see(root: string, path: string, { size, mtimeUs }: FileVersion): string {
    const key = placeKey({ root, path });
    const known = this.#known.get(key);
    const isKnown = known?.size === size && known.mtimeUs === mtimeUs;
    if (!isKnown) this.#unread.set(key, { root, path, size, mtimeUs });
    return key;
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

  /**
   * What is told of a file: of itself, and of the film or series that lives in the folder `home`.
   * `movie.nfo` and `tvshow.nfo` in folders of many tell of one of them, and nobody knows which.
   */
  telling({ root, path }: Place, home: string | null): Telling {
    const folder = folderOf(path);
    const at = (name: string) => this.#known.get(placeKey({ root, path: name }))?.told ?? null;
    const beside = at(`${path.replace(/\.[^./]*$/, '')}.nfo`);
    if (home === null) {
      // Whoever has described each episode has described their series, too.
      const isEpisode = beside?.some(({ kind }) => kind === 'episode') === true;
      const above = () =>
        at(join(folder, 'tvshow.nfo')) ?? at(join(folderOf(folder), 'tvshow.nfo'));
      return { own: beside, series: isEpisode ? above() : null };
    }
    const film = folder === home ? this.#films.get(placeKey({ root, path: folder })) : undefined;
    return {
      own: beside ?? at(join(home, 'movie.nfo')) ?? film?.told ?? null,
      series: at(join(home, 'tvshow.nfo')) ?? at(join(folder, 'tvshow.nfo')),
    };
  }

  #take(nfo: Known): void {
    this.#known.set(placeKey(nfo), nfo);
    this.#unread.delete(placeKey(nfo));
    const folder = placeKey({ root: nfo.root, path: folderOf(nfo.path) });
    if (nfo.told[0]?.kind === 'movie') this.#films.set(folder, nfo);
  }

  #drop(gone: readonly Place[]): void {
    for (const file of gone) this.#unread.delete(placeKey(file));
    const known = gone.flatMap((file) => this.#known.get(placeKey(file)) ?? []);
    if (known.length === 0) return;
    this.#revision++;
    const statement = this.#db.prepare('DELETE FROM nfos WHERE root = ? AND path = ?');
    inTransaction(this.#db, () => {
      for (const { root, path } of known) statement.run(root, path);
    });
    for (const nfo of known) {
      this.#known.delete(placeKey(nfo));
      const folder = placeKey({ root: nfo.root, path: folderOf(nfo.path) });
      if (this.#films.get(folder)?.path === nfo.path) this.#films.delete(folder);
    }
  }
}

/**
 * Whether what no folder lists is gone. Not where a folder on the way to it could not be looked at:
 * the next look may find it.
 */
const isGone = (path: string, listings: Listings): boolean => {
  for (let at = path; at !== ''; at = folderOf(at)) {
    const around = listings.get(folderOf(at));
    if (around === undefined) continue;
    const { folders, unread } = around;
    return !(at === path ? unread : folders).includes(basename(at));
  }
  return false;
};
