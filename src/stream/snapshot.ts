/** A file as it was when it was opened. It may be written on, as a recording is that still runs. */
import { HaemaError } from '../core/errors.ts';
import type { FileVersion, SourceRef } from '../engine/types.ts';

export interface FileLooks {
  /** @throws SOURCE_MISSING or READ_FAILED */
  version(source: SourceRef): Promise<FileVersion>;
  /** Of the first `size` bytes. @throws SOURCE_MISSING, SOURCE_CHANGED, READ_FAILED */
  sampledHash(source: SourceRef, size: number): Promise<string>;
}

export class Snapshot {
  readonly source: SourceRef & { readonly version: FileVersion };
  readonly #files: FileLooks;
  readonly #hash: string;
  /** The latest version that was found to begin as this one. */
  #seen: FileVersion;

  /** `hash` is the sampled one of the version. */
  constructor(files: FileLooks, source: SourceRef, version: FileVersion, hash: string) {
    this.source = { ...source, version };
    this.#files = files;
    this.#hash = hash;
    this.#seen = version;
  }

  isOf({ root, path }: SourceRef): boolean {
    return this.source.root === root && this.source.path === path;
  }

  /** Whether the file is what it was, or that with more behind it. Looked at once a version. */
  async holds(): Promise<boolean> {
    const { size } = this.source.version;
    const now = await this.#files.version(this.source);
    if (isSameVersion(now, this.#seen)) return true;
    // One that is as long as it was has been written over, wherever samples would not show it.
    if (now.size <= size) return false;
    if ((await this.#files.sampledHash(this.source, size)) !== this.#hash) return false;
    this.#seen = now;
    return true;
  }

  /** @throws SOURCE_CHANGED when the file is another one by now, or what `work` throws. */
  async read<T>(work: (source: SourceRef) => Promise<T>): Promise<T> {
    if (isSameVersion(this.#seen, this.source.version)) {
      try {
        return await work(this.source);
      } catch (error) {
        if (!isChanged(error) || !(await this.holds())) throw error;
      }
    }
    // Looked at afterwards, since it may be replaced at any moment: whatever came of that is void.
    const [outcome] = await Promise.allSettled([work({ ...this.source, grown: true })]);
    if (!(await this.holds())) {
      throw new HaemaError('SOURCE_CHANGED', 'the file is another one by now');
    }
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }
}

export const isSameVersion = (a: FileVersion, b: FileVersion): boolean =>
  a.size === b.size && a.mtimeUs === b.mtimeUs;

export const isChanged = (error: unknown): boolean =>
  error instanceof HaemaError && error.code === 'SOURCE_CHANGED';
