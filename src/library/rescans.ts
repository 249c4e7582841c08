/**
 * When the folders are looked through: where the system tells of a change, a while after a file was
 * found that is still being written, every now and then in any case. Looks are made one by one,
 * with a rest after each.
 */
import type { Log } from '../core/log.ts';
import type { FolderChange } from '../engine/watch/protocol.ts';
import type { WatchEvents } from '../engine/watch/watch-folders.ts';
import type { Library } from './library.ts';
import { Touched } from './listings.ts';
import type { Root } from './roots.ts';
import type { LookOutcome } from './scan.ts';

/** After names came or went. Who copies a season makes many changes. */
const SOON_MS = 500;

/** After something was written into a file: it may be written for hours. */
const LATER_MS = 10_000;

/** A root that is away, or in which nothing lies, is looked at this often. */
const AWAY_MS = 30_000;

/** After a look that failed, as where the database cannot be written. */
const FAILED_MS = 60_000;

/** What a look took, so many times, is nobody's turn. */
const REST = 10;

/** A look may have taken long because it waited for a disk, and that costs nobody anything. */
const LONGEST_REST_MS = 60_000;

export interface RescanOptions {
  readonly library: Library;
  /** Of all folders, in seconds; 0: never. */
  readonly every: number;
  /** Null: nobody tells of changes. */
  readonly watch: ((roots: readonly string[], events: WatchEvents) => { close(): void }) | null;
  readonly log: Log;
  readonly nowMs?: () => number;
}

export class Rescans {
  readonly #options: RescanOptions;
  readonly #nowMs: () => number;
  #touched = new Touched();
  #isAll = false;
  #dueAt = Number.POSITIVE_INFINITY;
  #restsUntil = 0;
  #timer: NodeJS.Timeout | undefined;
  #every: NodeJS.Timeout | undefined;
  #bare: NodeJS.Timeout | undefined;
  #seconds = 0;
  #watcher: { close(): void } | null = null;
  #watched: readonly Root[] = [];
  /** The system has let no more folders be watched, by the process that watches now. */
  #isFull = false;
  #wasFull = false;
  #isStopped = false;

  constructor(options: RescanOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
  }

  /** Begins with a look through all folders. */
  start(): void {
    const { library, every } = this.#options;
    library.onScan((outcome) => this.#after(outcome));
    library.onMissed((root) => this.#touch({ root, path: '' }, SOON_MS));
    library.look();
    this.#bare = setInterval(() => void this.#lookForMounts(), AWAY_MS).unref();
    this.setEvery(every);
  }

  /** From now on. In seconds; 0: never. */
  setEvery(every: number): void {
    if (every === this.#seconds) return;
    this.#seconds = every;
    clearInterval(this.#every);
    if (every > 0) this.#every = setInterval(() => this.#lookAgain(), every * 1000).unref();
  }

  #lookAgain(): void {
    if (this.#isFull) this.#watched = []; // somebody may have raised the system's limit
    this.#lookAtAll(0);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#every);
    clearInterval(this.#bare);
    this.#watcher?.close();
  }

  /** What is mounted over an empty folder is told by nobody. */
  async #lookForMounts(): Promise<void> {
    const filled = await this.#options.library.filled();
    if (filled.length > 0) this.#watched = []; // who watches sees what lies beneath
    for (const root of filled) this.#touch({ root, path: '' }, 0);
  }

  /** What the last look left over. */
  #after({ away, waiting, againMs, ms }: LookOutcome): void {
    this.#restsUntil = this.#nowMs() + Math.min(REST * ms, LONGEST_REST_MS);
    for (const file of waiting) this.#touched.addFolderOf(file);
    if (againMs !== null) this.#plan(againMs);
    for (const root of away) this.#touch({ root, path: '' }, AWAY_MS);
    this.#watchAll();
  }

  /** Only now is it known which roots are shares. */
  #watchAll(): void {
    const { library, watch } = this.#options;
    const roots = library.localRoots();
    const isSame = `${pathsOf(roots)}` === `${pathsOf(this.#watched)}`;
    if (watch === null || this.#isStopped || isSame) return;
    this.#watcher?.close();
    library.isWatched = false;
    this.#isFull = false;
    this.#watched = roots;
    this.#watcher = roots.length === 0 ? null : watch(pathsOf(roots), this.#events());
  }

  #events(): WatchEvents {
    const { library, log } = this.#options;
    return {
      onReady: () => {
        library.isWatched = !this.#isFull && library.rootCount === this.#watched.length;
        this.#lookAtAll(SOON_MS); // for what has changed before
      },
      onChange: (changes) => this.#heed(changes),
      onMany: () => this.#lookAtAll(SOON_MS),
      onFull: () => {
        library.isWatched = false;
        if (!this.#wasFull) log.warn({}, FULL);
        [this.#isFull, this.#wasFull] = [true, true];
      },
      onLost: () => {
        library.isWatched = false;
        this.#isFull = false; // the limit may be raised when the next process begins
        log.debug({}, 'folders are not watched for a while');
      },
    };
  }

  #heed(changes: readonly FolderChange[]): void {
    for (const { root, folder, isOfNames } of changes) {
      const label = this.#watched[root]?.label;
      if (label === undefined) continue;
      this.#touch({ root: label, path: folder }, isOfNames ? SOON_MS : LATER_MS);
    }
  }

  #touch(folder: { readonly root: string; readonly path: string }, ms: number): void {
    this.#touched.add(folder);
    this.#plan(ms);
  }

  #lookAtAll(ms: number): void {
    this.#isAll = true;
    this.#plan(ms);
  }

  /** The next look is this long from now, or sooner. */
  #plan(ms: number): void {
    const at = Math.max(this.#nowMs() + ms, this.#restsUntil);
    if (this.#isStopped || at >= this.#dueAt) return;
    this.#dueAt = at;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), at - this.#nowMs()).unref();
  }

  /** Not while another one runs or rests: what is touched until then is looked at together. */
  #look(): void {
    const { library, log } = this.#options;
    this.#dueAt = Number.POSITIVE_INFINITY;
    if (library.scanStatus().isRunning || this.#nowMs() < this.#restsUntil) {
      this.#plan(SOON_MS);
      return;
    }
    const [touched, isAll] = [this.#touched, this.#isAll];
    [this.#touched, this.#isAll] = [new Touched(), false];
    library.rescan(isAll ? null : touched).catch((error) => {
      log.error({ error }, 'the folders could not be looked through');
      this.#lookAtAll(FAILED_MS); // what was touched is forgotten
    });
  }
}

const FULL =
  'the system lets no more folders be watched, and changes in the others show with the next look ' +
  'through all (--rescan); raise fs.inotify.max_user_watches, such as by ' +
  '`sysctl fs.inotify.max_user_watches=524288`';

const pathsOf = (roots: readonly Root[]): string[] => roots.map(({ path }) => path);
