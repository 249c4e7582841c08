/** Places and profiles as rows. The only statements on these tables. */
import { type Db, inTransaction } from '../library/db.ts';
import type { Progress, Watching } from './progress.ts';

export interface Profile {
  readonly profileId: string;
  readonly name: string;
  readonly createdMs: number;
}

export interface ProgressRow extends Watching, Progress {}

const COLUMNS = `profile_id AS profileId, video_id AS videoId, item, position_ms AS positionMs,
  duration_ms AS durationMs, watched, hidden, updated_ms AS updatedMs`;

type Stored = Omit<ProgressRow, 'watched' | 'hidden'> & { watched: number; hidden: number };

export class HistoryStore {
  readonly #db: Db;
  readonly #statements: ReturnType<typeof prepared>;
  /** By profile. */
  readonly #writes = new Map<string, number>();
  /** Of all profiles at once. */
  #allWrites = 0;

  constructor(db: Db) {
    this.#db = db;
    this.#statements = prepared(db);
  }

  /** Another one after every change of the profile's places, also by another process. */
  revision(profileId: string): string {
    const own = this.#writes.get(profileId) ?? 0;
    return `${this.#allWrites}:${own}:${this.#statements.others.get()?.version ?? 0}`;
  }

  #wrote(profileId: string): void {
    this.#writes.set(profileId, (this.#writes.get(profileId) ?? 0) + 1);
  }

  /** The last place in any copy of the item. */
  latest({ profileId, videoId, item }: Watching): ProgressRow | null {
    const row = this.#statements.latest.get(profileId, videoId, item);
    return row === undefined ? null : read(row);
  }

  /** All places of a profile. */
  all(profileId: string): ProgressRow[] {
    return this.#statements.all.all(profileId).map(read);
  }

  /** What each video that was watched is a copy of, as it was then. */
  items(): { readonly videoId: string; readonly item: string }[] {
    return this.#statements.items.all();
  }

  rename(items: readonly { readonly videoId: string; readonly item: string }[]): void {
    this.#allWrites++;
    inTransaction(this.#db, () => {
      for (const it of items) this.#statements.rename.run(it);
    });
  }

  save(rows: Iterable<ProgressRow>): void {
    inTransaction(this.#db, () => this.#saveAll(rows));
  }

  #saveAll(rows: Iterable<ProgressRow>): void {
    for (const row of rows) {
      this.#wrote(row.profileId);
      const flags = { watched: Number(row.watched), hidden: Number(row.hidden) };
      this.#statements.save.run({ ...row, ...flags });
    }
  }

  /** Adds profiles and places, where what is there is not newer. @returns how many places */
  merge(
    profiles: readonly { profile: Profile; places: readonly ProgressRow[] }[],
    nowMs = Date.now(),
  ): number {
    return inTransaction(this.#db, () => {
      let taken = 0;
      for (const { profile, places } of profiles) {
        const { profileId } = this.#mergeProfile(profile);
        const known = new Map(this.all(profileId).map((row) => [row.videoId, row.updatedMs]));
        const newer = places.filter(
          ({ videoId, updatedMs }) => updatedMs > (known.get(videoId) ?? -1),
        );
        // What another machine's clock says of the future would win for ever.
        const past = (ms: number): number => Math.min(ms, nowMs);
        this.#saveAll(newer.map((row) => ({ ...row, profileId, updatedMs: past(row.updatedMs) })));
        taken += newer.length;
      }
      return taken;
    });
  }

  /** One of the same id, or else of the same name, is the same. */
  #mergeProfile(profile: Profile): Profile {
    const { profileId, name } = profile;
    const known = this.profiles();
    const same =
      known.find((it) => it.profileId === profileId) ??
      known.find((it) => it.name.toLowerCase() === name.toLowerCase());
    if (same === undefined) this.#statements.saveProfile.run(profile);
    return same ?? profile;
  }

  /** Every copy. */
  hide(items: readonly Watching[]): void {
    inTransaction(this.#db, () => {
      for (const { profileId, videoId, item } of items) {
        this.#wrote(profileId);
        this.#statements.hide.run(profileId, videoId, item);
      }
    });
  }

  /** Of every copy. */
  remove({ profileId, videoId, item }: Watching): void {
    this.#wrote(profileId);
    inTransaction(this.#db, () => this.#statements.remove.run(profileId, videoId, item));
  }

  profiles(): Profile[] {
    return this.#statements.profiles.all();
  }

  saveProfile(profile: Profile): void {
    inTransaction(this.#db, () => this.#statements.saveProfile.run(profile));
  }

  /** And all that it has watched. */
  removeProfile(profileId: string): void {
    this.#wrote(profileId);
    inTransaction(this.#db, () => this.#statements.removeProfile.run(profileId));
  }
}

const read = (row: Stored): ProgressRow => ({
  ...row,
  watched: row.watched === 1,
  hidden: row.hidden === 1,
});

const prepared = (db: Db) => ({
  others: db.prepare<[], { readonly version: number }>(
    'SELECT data_version AS version FROM pragma_data_version',
  ),
  latest: db.prepare<[string, string, string], Stored>(
    `SELECT ${COLUMNS} FROM progress WHERE profile_id = ? AND (video_id = ? OR item = ?)
     ORDER BY updated_ms DESC LIMIT 1`,
  ),
  all: db.prepare<[string], Stored>(`SELECT ${COLUMNS} FROM progress WHERE profile_id = ?`),
  items: db.prepare<[], { readonly videoId: string; readonly item: string }>(
    'SELECT DISTINCT video_id AS videoId, item FROM progress',
  ),
  rename: db.prepare('UPDATE progress SET item = @item WHERE video_id = @videoId'),
  // A report may come after its profile has gone, and must not keep the others from being written.
  save: db.prepare(
    `INSERT OR REPLACE INTO progress SELECT @profileId, @videoId, @item, @positionMs, @durationMs,
     @watched, @hidden, @updatedMs
     WHERE EXISTS (SELECT 1 FROM profiles WHERE profile_id = @profileId)`,
  ),
  hide: db.prepare(
    'UPDATE progress SET hidden = 1 WHERE profile_id = ? AND (video_id = ? OR item = ?)',
  ),
  remove: db.prepare('DELETE FROM progress WHERE profile_id = ? AND (video_id = ? OR item = ?)'),
  profiles: db.prepare<[], Profile>(
    `SELECT profile_id AS profileId, name, created_ms AS createdMs FROM profiles
     ORDER BY created_ms, name`,
  ),
  saveProfile: db.prepare(
    `INSERT INTO profiles VALUES (@profileId, @name, @createdMs)
     ON CONFLICT (profile_id) DO UPDATE SET name = excluded.name`,
  ),
  removeProfile: db.prepare(
    "DELETE FROM profiles WHERE profile_id = ? AND profile_id <> 'default'",
  ),
});
