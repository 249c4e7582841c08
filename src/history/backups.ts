/** Copies of the watch history beside the database: one a day, of the last week. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Log } from '../core/log.ts';
import { exportHistory, importHistory } from './portable.ts';
import type { HistoryStore } from './store.ts';

const KEPT = 7;
const LOOK_MS = 60 * 60_000;

export class Backups {
  readonly #path: string;
  readonly #store: HistoryStore;
  readonly #log: Log;
  readonly #nowMs: () => number;
  #timer: NodeJS.Timeout | null = null;

  /** `database`: the path of the file that holds the history. */
  constructor(database: string, store: HistoryStore, log: Log, nowMs: () => number = Date.now) {
    this.#path = database;
    this.#store = store;
    this.#log = log;
    this.#nowMs = nowMs;
  }

  /** Looks now and every hour whether the one of the day is there. */
  start(): void {
    void this.keep();
    this.#timer = setInterval(() => void this.keep(), LOOK_MS).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** Writes the one of the day, if it is not there, and drops those that are too old. */
  async keep(): Promise<void> {
    const day = new Date(this.#nowMs()).toISOString().slice(0, 10);
    const path = join(dirname(this.#path), `${prefixOf(this.#path)}${day}.json`);
    if (existsSync(path)) return;
    try {
      const history = exportHistory(this.#store, this.#nowMs());
      if (history.profiles.every(({ progress }) => progress.length === 0)) return;
      const part = `${path}.part`;
      await writeFile(part, JSON.stringify(history), { flush: true });
      renameSync(part, path);
      for (const old of backupsOf(this.#path).slice(KEPT)) rmSync(old);
    } catch (error) {
      this.#log.warn({ path, error }, 'the daily backup of the watch history cannot be written');
    }
  }

  /** Brings back what the newest one that can be read holds. */
  restore(): void {
    for (const path of backupsOf(this.#path)) {
      try {
        const places = importHistory(this.#store, JSON.parse(readFileSync(path, 'utf8')));
        this.#log.warn({ path, places }, 'the watch history was brought back from its backup');
        return;
      } catch (error) {
        this.#log.warn({ path, error }, 'this backup cannot be read; an older one is tried');
      }
    }
  }
}

/** Where those of a database are, the newest first. */
export const backupsOf = (database: string): string[] => {
  const folder = dirname(database);
  if (!existsSync(folder)) return [];
  const isBackup = (name: string): boolean =>
    name.startsWith(prefixOf(database)) &&
    /^\d{4}-\d\d-\d\d\.json$/.test(name.slice(prefixOf(database).length));
  const names = readdirSync(folder).filter(isBackup).sort().reverse();
  return names.map((name) => join(folder, name));
};

const prefixOf = (database: string): string => `${basename(database)}.history-`;
