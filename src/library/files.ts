import { videoId } from '../core/ids.ts';
import { type Db, inTransaction } from './db.ts';
import { type FoundFile, type KnownVideo, matchVideos, type Place, placeKey } from './identify.ts';

/** A video as the catalog knows it. */
export interface VideoRow extends KnownVideo {
  readonly firstSeenUs: number;
}

const COLUMNS = `video_id AS videoId, root, path, size, mtime_us AS mtimeUs, inode,
  sampled_hash AS sampledHash, present, first_seen_us AS firstSeenUs, last_seen_us AS lastSeenUs`;

const SAVE = `INSERT INTO videos VALUES (@videoId, @root, @path, @size, @mtimeUs, @inode,
  @sampledHash, 1, @nowUs, @nowUs)
  ON CONFLICT (video_id) DO UPDATE SET root = excluded.root, path = excluded.path,
    size = excluded.size, mtime_us = excluded.mtime_us, inode = excluded.inode,
    sampled_hash = excluded.sampled_hash, present = 1, last_seen_us = excluded.last_seen_us`;

/** Gives every file its video_id, once, and keeps it with the file when the file is moved. */
export class FileCatalog {
  readonly #db: Db;
  readonly #nowUs: () => number;
  #revision = 0;

  constructor(db: Db, nowUs: () => number = () => Date.now() * 1000) {
    this.#db = db;
    this.#nowUs = nowUs;
  }

  /**
   * Takes in what a scan has found and returns the row of each file, in the order given. `isGone`
   * is asked about known places that are not among the found files: after a full scan of a root
   * everything there is gone; in a root that is not mounted nothing is. What is gone is kept as
   * not present. One batch for all roots of a scan, or a move between them looks like a copy.
   */
  register(found: readonly FoundFile[], isGone: (place: Place) => boolean): VideoRow[] {
    this.#revision++;
    return inTransaction(this.#db, () => {
      const known = this.#all();
      const matches = matchVideos(known, found, isGone);
      this.#vacate(known, found, isGone);
      const taken = new Set(known.map((video) => video.videoId));
      const ids = found.map((file) => matches.get(file)?.videoId ?? freeId(file, taken));
      this.#save(found, ids);
      return ids.flatMap((id) => this.byId(id) ?? []);
    });
  }

  /** Another one after every change. */
  get revision(): number {
    return this.#revision;
  }

  /** Also of a video whose file is gone. */
  byId(id: string): VideoRow | null {
    return this.#select('video_id = ?', id)[0] ?? null;
  }

  /** All whose files are there. */
  present(): VideoRow[] {
    return this.#select('present = 1');
  }

  #all(): VideoRow[] {
    return this.#select('true');
  }

  #select(where: string, ...params: string[]): VideoRow[] {
    const rows = this.#db
      .prepare<string[], VideoRow>(`SELECT ${COLUMNS} FROM videos WHERE ${where}`)
      .all(...params);
    return rows.map((row) => ({ ...row, present: Boolean(row.present) }));
  }

  /** Before any file is saved: a place must be empty when the next file moves in. */
  #vacate(
    known: readonly VideoRow[],
    found: readonly FoundFile[],
    isGone: (place: Place) => boolean,
  ): void {
    const foundAt = new Set(found.map(placeKey));
    const vacate = this.#db.prepare('UPDATE videos SET present = 0 WHERE video_id = ?');
    for (const video of known) {
      if (video.present && (foundAt.has(placeKey(video)) || isGone(video))) {
        vacate.run(video.videoId);
      }
    }
  }

  #save(found: readonly FoundFile[], ids: readonly string[]): void {
    const save = this.#db.prepare(SAVE);
    const nowUs = this.#nowUs();
    for (const [index, file] of found.entries()) {
      save.run({ ...file, videoId: ids[index], nowUs });
    }
  }
}

/** The first id of a place belongs to the file first seen there, wherever that has gone since. */
const freeId = ({ root, path }: Place, taken: Set<string>): string => {
  let salt = 0;
  while (taken.has(videoId(root, path, salt))) salt++;
  const id = videoId(root, path, salt);
  taken.add(id);
  return id;
};
