import { setImmediate as turn } from 'node:timers/promises';
import { videoId } from '../core/ids.ts';
import type { FileTraits, FileVersion } from '../engine/types.ts';
import { type Db, inTransaction } from './db.ts';
import {
  type FoundFile,
  type KnownVideo,
  matchVideos,
  type Place,
  placeKey,
  type Traits,
} from './identify.ts';

/** A video as the catalog knows it. */
export interface VideoRow extends KnownVideo {
  readonly firstSeenUs: number;
}

const COLUMNS = `video_id AS videoId, root, path, size, mtime_us AS mtimeUs, inode,
  sampled_hash AS sampledHash, present, first_seen_us AS firstSeenUs, last_seen_us AS lastSeenUs`;

const SAVE = `INSERT INTO videos VALUES (@videoId, @root, @path, @size, @mtimeUs, @inode,
  @sampledHash, 1, @nowUs, @nowUs)
  ON CONFLICT (video_id) DO UPDATE SET root = excluded.root, path = excluded.path,
    sampled_hash = iif(excluded.sampled_hash = '' AND size = excluded.size
      AND mtime_us = excluded.mtime_us, sampled_hash, excluded.sampled_hash),
    size = excluded.size, mtime_us = excluded.mtime_us, inode = excluded.inode,
    present = 1, last_seen_us = excluded.last_seen_us`;

/** Rows that are read or written at a time, so that nobody waits for long. */
const STEP = 1000;

/** Gives every file its video_id, once, and keeps it with the file when the file is moved. */
export class FileCatalog {
  readonly #db: Db;
  readonly #nowUs: () => number;
  readonly #statements: ReturnType<typeof prepared>;
  #revision = 0;
  /** Until something is saved. */
  readonly #readSizes = new Map<number, boolean>();

  constructor(db: Db, nowUs: () => number = () => Date.now() * 1000) {
    this.#db = db;
    this.#statements = prepared(db);
    this.#nowUs = nowUs;
  }

  /**
   * Takes in what a scan has found and returns the row of each file, in the order given. `isGone`
   * is asked about known places that are not among the found files: a file may have come from
   * there. Those who exchanged their places belong into one batch, or one looks like a copy.
   */
  register(found: readonly FoundFile[], isGone: (place: Place) => boolean): VideoRow[] {
    this.#revision++;
    this.#readSizes.clear();
    return inTransaction(this.#db, () => {
      const known = this.#candidates(found);
      const matches = matchVideos(known, found, isGone);
      const foundAt = new Set(found.map(placeKey));
      // Before any file is saved: a place must be empty when the next file moves in.
      this.#vacate(known.filter((it) => it.present && (foundAt.has(placeKey(it)) || isGone(it))));
      const taken = new Set<string>();
      const ids = found.map((file) => matches.get(file)?.videoId ?? this.#freeId(file, taken));
      this.#save(found, ids);
      return ids.flatMap((id) => this.byId(id) ?? []);
    });
  }

  /** What is gone is kept as not present: after a full scan of a root all that was not found. */
  async vacate(isGone: (place: Place) => boolean): Promise<void> {
    for await (const rows of this.presentInSteps()) {
      const gone = rows.filter(isGone);
      if (gone.length === 0) continue;
      this.#revision++;
      inTransaction(this.#db, () => this.#vacate(gone));
    }
  }

  /** Whether a video may have been this file elsewhere, which its bytes would tell. */
  mayBeMoved({ root, path, size, mtimeUs }: Place & Pick<Traits, 'size' | 'mtimeUs'>): boolean {
    if (!this.#isSizeRead(size)) return false;
    const here = this.#statements.byPath.all(path);
    return !here.some((it) => it.root === root && it.size === size && it.mtimeUs === mtimeUs);
  }

  /** Whether one of this size was read. Thousands may have the same, and each is asked about. */
  #isSizeRead(size: number): boolean {
    const known = this.#readSizes.get(size);
    if (known !== undefined) return known;
    const isRead = this.#statements.readBySize.get(size) !== undefined;
    this.#readSizes.set(size, isRead);
    return isRead;
  }

  /** Whether this version of this file is known, wherever it lay. */
  isElsewhere({ inode, size, mtimeUs }: FileTraits): boolean {
    const rows = this.#statements.byInode.all(inode);
    return rows.some((it) => it.size === size && it.mtimeUs === mtimeUs);
  }

  /** Labels of the roots that hold something. */
  heldRoots(): Set<string> {
    return new Set(this.#statements.held.all().map(({ root }) => root));
  }

  /** Of a version of its file that was read in the meantime. */
  keepHash(videoId: string, { size, mtimeUs }: FileVersion, sampledHash: string): void {
    this.#readSizes.clear();
    inTransaction(this.#db, () =>
      this.#statements.keepHash.run({ videoId, size, mtimeUs, sampledHash }),
    );
  }

  /** Higher after every change. */
  get revision(): number {
    return this.#revision;
  }

  /** Also of a video whose file is gone. */
  byId(id: string): VideoRow | null {
    const row = this.#statements.byId.get(id);
    return row === undefined ? null : read(row);
  }

  /** The one whose file is there. */
  at({ root, path }: Place): VideoRow | null {
    const rows = this.#statements.byPath.all(path);
    const row = rows.find((it) => it.root === root && it.present === 1);
    return row === undefined ? null : read(row);
  }

  /** All whose files are there, some at a time. */
  async *presentInSteps(): AsyncGenerator<readonly VideoRow[]> {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const rows: VideoRow[] = this.#statements.present.all(after, STEP).map(read);
      yield rows;
      after = rows.length < STEP ? undefined : rows.at(-1)?.videoId;
      await turn();
    }
  }

  /** The videos that the files may be. */
  #candidates(found: readonly FoundFile[]): VideoRow[] {
    const rows = new Map<string, Stored>();
    for (const file of found) {
      const { path, inode, size, sampledHash } = file;
      const spellings = new Set([path, path.normalize('NFC'), path.normalize('NFD')]);
      for (const spelling of spellings) keep(rows, this.#statements.byPath.all(spelling));
      keep(rows, this.#statements.byInode.all(inode));
      if (sampledHash !== '') keep(rows, this.#statements.byHash.all(size, sampledHash));
    }
    return [...rows.values()].map(read);
  }

  #vacate(videos: readonly VideoRow[]): void {
    for (const { videoId } of videos) this.#statements.vacate.run(videoId);
  }

  #save(found: readonly FoundFile[], ids: readonly string[]): void {
    const nowUs = this.#nowUs();
    for (const [index, file] of found.entries()) {
      this.#statements.save.run({ ...file, videoId: ids[index], nowUs });
    }
  }

  /** The first id of a place belongs to the file first seen there, wherever that has gone since. */
  #freeId({ root, path }: Place, taken: Set<string>): string {
    const isTaken = (id: string): boolean => taken.has(id) || this.byId(id) !== null;
    let salt = 0;
    while (isTaken(videoId(root, path, salt))) salt++;
    const id = videoId(root, path, salt);
    taken.add(id);
    return id;
  }
}

type Stored = Omit<VideoRow, 'present'> & { readonly present: number };

const read = (row: Stored): VideoRow => ({ ...row, present: Boolean(row.present) });

const keep = (rows: Map<string, Stored>, more: readonly Stored[]): void => {
  for (const row of more) rows.set(row.videoId, row);
};

const prepared = (db: Db) => {
  const select = <T extends unknown[]>(where: string) =>
    db.prepare<T, Stored>(`SELECT ${COLUMNS} FROM videos WHERE ${where}`);
  return {
    byId: select<[string]>('video_id = ?'),
    byPath: select<[string]>('path = ?'),
    byInode: select<[string]>('inode = ?'),
    readBySize: select<[number]>("size = ? AND sampled_hash <> '' LIMIT 1"),
    byHash: select<[number, string]>('size = ? AND sampled_hash = ?'),
    present: select<[string, number]>('present = 1 AND video_id > ? ORDER BY video_id LIMIT ?'),
    held: db.prepare<[], { readonly root: string }>(
      'SELECT DISTINCT root FROM videos WHERE present = 1',
    ),
    vacate: db.prepare('UPDATE videos SET present = 0 WHERE video_id = ?'),
    save: db.prepare(SAVE),
    keepHash: db.prepare(
      `UPDATE videos SET sampled_hash = @sampledHash
       WHERE video_id = @videoId AND size = @size AND mtime_us = @mtimeUs`,
    ),
  };
};
