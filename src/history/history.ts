/** Where everyone stopped. */
import { dropOldest } from '../core/drop-oldest.ts';
import type { Log } from '../core/log.ts';
import { WriteBehind } from '../core/write-behind.ts';
import { advance, type Progress, type Report, type Watching } from './progress.ts';
import type { HistoryStore, ProgressRow } from './store.ts';

/** Profiles whose places are kept at hand. */
const KEPT = 8;

const RETRY_MS = 10_000;

export class History {
  readonly #store: HistoryStore;
  readonly #log: Log;
  readonly #nowMs: () => number;
  /** What is not in the database yet, by profile and video. */
  readonly #unsaved: WriteBehind<ProgressRow>;
  /** Lists are asked for again and again. */
  readonly #places = new Map<string, { readonly revision: string; readonly places: Places }>();

  constructor(store: HistoryStore, log: Log, nowMs: () => number = Date.now) {
    this.#store = store;
    this.#log = log;
    this.#nowMs = nowMs;
    this.#unsaved = new WriteBehind({
      write: (rows) => store.save(rows.values()),
      retryMs: RETRY_MS,
      failing: (error) => log.error({ error }, UNWRITTEN),
      mended: () => log.info({}, 'where people stopped is written again'),
    });
  }

  /** Places that are not in the database yet. */
  get unsaved(): number {
    return this.#unsaved.waiting.size;
  }

  /** The last place in this video or in another copy of it; null where nobody has watched. */
  progress(watching: Watching): Progress | null {
    const unsaved = this.#unsaved.waiting.get(keyOf(watching));
    if (unsaved !== undefined) return unsaved;
    this.#unsaved.flush(); // another copy may have been watched just now
    const { profileId, item } = watching;
    const kept = [...this.#unsaved.waiting.values()].filter(
      (row) => row.profileId === profileId && row.item === item,
    );
    const stored = this.#store.latest(watching);
    return [...kept, ...(stored === null ? [] : [stored])].sort(newestFirst)[0] ?? null;
  }

  /** Returns what is known now; it is written within a second. */
  report(watching: Watching, report: Report): Progress {
    const before = this.progress(watching);
    const after = advance(before, report, this.#nowMs());
    if (after === before) return after;
    this.#unsaved.put(keyOf(watching), { ...watching, ...after });
    return after;
  }

  /** As if it had been seen to its end, or never. @throws DATABASE_UNWRITABLE, as all below */
  mark(items: readonly Watching[], watched: boolean): void {
    this.#unsaved.save();
    const updatedMs = this.#nowMs();
    const rows = items.map((watching) => {
      const durationMs = this.#store.latest(watching)?.durationMs ?? 0;
      return { ...watching, positionMs: 0, durationMs, watched, hidden: false, updatedMs };
    });
    this.#store.save(rows);
  }

  /** Out of what is to be continued, until it is watched again. */
  hide(items: readonly Watching[]): void {
    this.#unsaved.save();
    this.#store.hide(items);
  }

  /** As if nobody had ever watched it. */
  forget(watching: Watching): void {
    this.#unsaved.save();
    this.#store.remove(watching);
  }

  /**
   * To be called when files were renamed: what is watched later as another copy is found by what
   * they are called now. `itemOf` gives null for videos that are gone.
   */
  rename(itemOf: (videoId: string) => string | null): void {
    this.#unsaved.save();
    const renamed = this.#store.items().flatMap(({ videoId, item }) => {
      const now = itemOf(videoId);
      return now === null || now === item ? [] : [{ videoId, item: now }];
    });
    if (renamed.length > 0) this.#store.rename(renamed);
  }

  /** The last place in each item of a profile, by item and by video. */
  places(profileId: string): Places {
    this.#unsaved.flush();
    const waiting = [...this.#unsaved.waiting.values()];
    const unsaved = waiting.filter((row) => row.profileId === profileId);
    if (unsaved.length > 0) return new Places([...this.#store.all(profileId), ...unsaved]);
    const revision = this.#store.revision(profileId);
    const known = this.#places.get(profileId);
    if (known?.revision === revision) return known.places;
    const places = new Places(this.#store.all(profileId));
    this.#places.set(profileId, { revision, places });
    dropOldest(this.#places, KEPT);
    return places;
  }

  /** Writes what is not written yet. */
  close(): void {
    try {
      this.#unsaved.close();
    } catch (error) {
      const places = this.unsaved;
      this.#log.error({ places, error }, 'where people stopped cannot be written, and is lost');
    }
  }
}

const UNWRITTEN = 'where people stopped cannot be written; it is kept in memory, and tried again';

const newestFirst = (a: Progress, b: Progress): number => b.updatedMs - a.updatedMs;

/** The last place in each item of a profile: for lists, which look up thousands. */
export class Places {
  readonly #byItem = new Map<string, ProgressRow>();
  readonly #byVideo = new Map<string, ProgressRow>();
  /** One for each item, the last first. */
  readonly newestFirst: readonly ProgressRow[];

  constructor(rows: readonly ProgressRow[]) {
    for (const row of rows.toSorted((a, b) => a.updatedMs - b.updatedMs)) {
      this.#byItem.set(row.item, row);
      this.#byVideo.set(row.videoId, row);
    }
    this.newestFirst = [...this.#byItem.values()].sort(
      (a, b) => b.updatedMs - a.updatedMs || (a.videoId < b.videoId ? 1 : -1),
    );
  }

  of({ videoId, item }: Pick<Watching, 'videoId' | 'item'>): Progress | null {
    const [a, b] = [this.#byItem.get(item) ?? null, this.#byVideo.get(videoId) ?? null];
    if (a === null || b === null) return a ?? b;
    return a.updatedMs >= b.updatedMs ? a : b;
  }
}

const keyOf = ({ profileId, videoId }: Watching): string => `${profileId}\0${videoId}`;
