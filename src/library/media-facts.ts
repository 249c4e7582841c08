import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { FileVersion, Probe } from '../engine/types.ts';
import { type Db, inTransaction } from './db.ts';
import { decodeIndex, encodeIndex } from './index-codec.ts';

/** Raise when the meaning of what is stored changes: older facts are then as good as none. */
const FORMAT = 1;

/** Far above any real index; a damaged row must not fill the memory. */
const MAX_INFLATED = 256 * 1024 * 1024;

interface FactRow {
  readonly probe: Buffer;
  readonly mediaIndex: Buffer;
}

/**
 * What probing a file has told, kept for as long as the file stays the same. One version a video:
 * storing the facts of a new version drops those of the old. Only a cache: what is not there or
 * cannot be read is null, and the caller asks the engine.
 */
export class MediaFacts {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  save(videoId: string, { index, ...probe }: Probe): void {
    const { size, mtimeUs } = probe.version;
    const blobs = [Buffer.from(JSON.stringify(probe)), encodeIndex(index)].map((data) =>
      deflateRawSync(data),
    );
    inTransaction(this.#db, () =>
      this.#db
        .prepare('INSERT OR REPLACE INTO media_facts VALUES (?, ?, ?, ?, ?, ?)')
        .run(videoId, size, mtimeUs, FORMAT, ...blobs),
    );
  }

  load(videoId: string, { size, mtimeUs }: FileVersion): Probe | null {
    const row = this.#db
      .prepare<unknown[], FactRow>(
        `SELECT probe, media_index AS mediaIndex FROM media_facts
         WHERE video_id = ? AND size = ? AND mtime_us = ? AND format = ?`,
      )
      .get(videoId, size, mtimeUs, FORMAT);
    if (row === undefined) return null;
    try {
      const probe = JSON.parse(inflate(row.probe).toString());
      return { ...probe, index: decodeIndex(inflate(row.mediaIndex)) };
    } catch {
      return null;
    }
  }
}

const inflate = (data: Buffer): Buffer => inflateRawSync(data, { maxOutputLength: MAX_INFLATED });
