import { join } from 'node:path';
import { ByteLru } from './byte-lru.ts';
import { openFolder, scanFolder, tempName } from './cache-folder.ts';
import { codeOf, type DiskFs, NoRoom, unlessAbsent } from './disk-fs.ts';
import {
  BLOCK,
  entryBytes,
  entryName,
  onDisk,
  readEntry,
  WrongEntry,
  writeEntry,
} from './entry-file.ts';
import { RESERVE, volumeOf } from './volume.ts';

export interface StoreOptions {
  readonly fs: DiskFs;
  /** What the user has named; ours is a folder in it. */
  readonly parent: string;
  /** Null: what suits the volume. */
  readonly limitBytes: number | null;
  /** What stays free on the volume. */
  readonly reserveBytes?: number;
  readonly rescanMs?: number;
}

interface Entry {
  readonly bytes: number;
  usedAt: number;
  /** The time that the file itself has: it is brought up to date only now and then. */
  touchedAt: number;
}

const TOUCH_MS = 60_000;
const RESCAN_MS = 60_000;
/** What is given up when the disk turns out to be full. */
const SHARE = 0.1;
const FULL: readonly string[] = ['ENOSPC', 'EDQUOT'];

/**
 * Entries in a folder, and what they take. Several processes may use one folder: every file is
 * written under a name of its own and then renamed, every read is verified, and what others have
 * added or removed is found by looking again from time to time. `open` and `write` are called one
 * at a time; they reject when the disk fails.
 */
export class DiskStore {
  readonly #options: StoreOptions;
  /** What the user has said; null: what suits the volume. */
  #wantedBytes: number | null;
  readonly #index = new ByteLru<Entry>();
  #folder: Promise<string | null> = Promise.resolve(null);
  #limitBytes: number;
  #isOpen = false;
  #scannedAt = Number.NEGATIVE_INFINITY;
  /** Since the last look at the folder began, which may have seen them. */
  readonly #removed = new Set<string>();

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#wantedBytes = options.limitBytes;
    this.#limitBytes = options.limitBytes ?? 0;
  }

  /** To be opened again, which makes it so. */
  limitTo(bytes: number | null): void {
    if (bytes === this.#wantedBytes) return;
    this.#wantedBytes = bytes;
    this.#isOpen = false;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get entries(): number {
    return this.#index.size;
  }

  /** With the mark of the folder. */
  get bytes(): number {
    return this.#index.bytes + BLOCK;
  }

  get limitBytes(): number {
    return this.#limitBytes;
  }

  /** Finds what is there already. Reads are answered as soon as the folder is known to be ours. */
  async open(): Promise<void> {
    const { fs, parent } = this.#options;
    const opening = openFolder(fs, parent);
    this.#folder = opening.catch(() => null);
    const folder = await opening;
    const wanted = this.#wantedBytes;
    this.#limitBytes = wanted ?? (await volumeOf(fs, folder)).defaultLimit;
    await this.#scan(folder);
    await this.#shrinkTo(folder, this.#limitBytes);
    this.#isOpen = wanted === this.#wantedBytes;
  }

  has(key: string): boolean {
    return this.#index.has(entryName(key));
  }

  /** Null when there is none. A file that is not what was written is removed and no entry. */
  async read(key: string): Promise<Buffer | null> {
    const folder = await this.#folder;
    if (folder === null) return null;
    const name = entryName(key);
    const now = Date.now();
    const entry = this.#index.use(name);
    // The clock may have been put back.
    const touch = Math.abs(now - (entry?.touchedAt ?? 0)) > TOUCH_MS;
    try {
      const data = await readEntry(this.#options.fs, join(folder, name), key, touch);
      if (data === null) this.#index.delete(name);
      else this.#used(name, entry, entryBytes(key, data), touch ? now : null);
      return data;
    } catch (error) {
      // A damaged sector as well: the file would be in the way for good.
      if (!(error instanceof WrongEntry) && codeOf(error) !== 'EIO') throw error;
      await this.#remove(folder, name);
      return null;
    }
  }

  /** Makes room first. False when the data is larger than all that the cache may take. */
  async write(key: string, data: Buffer): Promise<boolean> {
    const folder = await this.#folder;
    const bytes = entryBytes(key, data);
    if (folder === null || bytes + BLOCK > this.#limitBytes) return false;
    try {
      if (performance.now() - this.#scannedAt > (this.#options.rescanMs ?? RESCAN_MS)) {
        await this.#scan(folder);
      }
      await this.#makeRoom(folder, bytes);
      await this.#writeFile(folder, key, data);
      const now = Date.now();
      this.#index.set(entryName(key), { bytes, usedAt: now, touchedAt: now });
      return true;
    } catch (error) {
      if (FULL.includes(codeOf(error))) await this.#shrinkTo(folder, this.bytes * (1 - SHARE));
      if (codeOf(error) === 'ENOENT') this.#isOpen = false; // someone has removed the folder
      throw error;
    }
  }

  async #writeFile(folder: string, key: string, data: Buffer): Promise<void> {
    const { fs } = this.#options;
    const temp = join(folder, tempName());
    try {
      await writeEntry(fs, temp, key, data);
      await fs.rename(temp, join(folder, entryName(key)));
    } catch (error) {
      await fs.unlink(temp).catch(() => {});
      throw error;
    }
  }

  /** Read by name: what another process has written is found too. */
  #used(name: string, entry: Entry | null, bytes: number, touchedAt: number | null): void {
    const now = Date.now();
    if (entry === null) {
      this.#index.set(name, { bytes, usedAt: now, touchedAt: touchedAt ?? now });
      return;
    }
    entry.usedAt = now;
    entry.touchedAt = touchedAt ?? entry.touchedAt;
  }

  async #scan(folder: string): Promise<void> {
    const before = [...this.#index.keys()];
    this.#removed.clear();
    const found = await scanFolder(this.#options.fs, folder, (name) => this.#index.has(name));
    for (const name of before) {
      if (!found.has(name)) this.#index.delete(name);
    }
    let added = false;
    for (const [name, entry] of found) {
      if (entry === null || this.#index.has(name) || this.#removed.has(name)) continue;
      const { size, usedAt } = entry;
      this.#index.set(name, { bytes: onDisk(size), usedAt, touchedAt: usedAt });
      added = true;
    }
    if (added) this.#index.sortBy(({ usedAt }) => usedAt);
    this.#scannedAt = performance.now();
  }

  /** Within the limit, and never into what is to stay free on the volume. */
  async #makeRoom(folder: string, bytes: number): Promise<void> {
    const { fs, reserveBytes = RESERVE } = this.#options;
    const { freeBytes } = await volumeOf(fs, folder);
    const mostBytes = Math.min(this.#limitBytes, this.bytes + freeBytes - reserveBytes);
    // Others have filled it: giving up all that there is would still not be enough.
    if (mostBytes < bytes + BLOCK) throw new NoRoom('less is free on the volume than has to stay');
    await this.#shrinkTo(folder, mostBytes - bytes);
  }

  async #shrinkTo(folder: string, bytes: number): Promise<void> {
    for (let name = this.#index.oldest(); name !== null; name = this.#index.oldest()) {
      if (this.bytes <= bytes) return;
      await this.#remove(folder, name);
    }
  }

  async #remove(folder: string, name: string): Promise<void> {
    await unlessAbsent(this.#options.fs.unlink(join(folder, name)));
    this.#removed.add(name);
    this.#index.delete(name);
  }
}
