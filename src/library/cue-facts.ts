import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { FileVersion } from '../engine/types.ts';
import { decodeCues, encodeCues, type TrackCues } from './cue-codec.ts';
import { type Db, inTransaction } from './db.ts';

/** Far above what anybody writes; a damaged row must not fill the memory. */
const MOST_INFLATED = 128 * 1024 * 1024;

/**
 * Subtitles of files that were read through for them. One version a video: storing those of a new
 * version drops those of the old.
 */
export class CueFacts {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** `build`: of the engine that has read it. */
  async save(
    videoId: string,
    { size, mtimeUs }: FileVersion,
    build: string,
    tracks: readonly TrackCues[],
  ): Promise<void> {
    const rows: [stream: number, blob: Buffer][] = [];
    for (const track of tracks) {
      rows.push([track.stream, await deflateRaw(await encodeCues(track))]);
    }
    inTransaction(this.#db, () => {
      this.#db.prepare('DELETE FROM cues WHERE video_id = ?').run(videoId);
      const insert = this.#db.prepare('INSERT INTO cues VALUES (?, ?, ?, ?, ?, ?)');
      for (const [stream, blob] of rows) insert.run(videoId, stream, size, mtimeUs, build, blob);
    });
  }

  /** Null where there are none, or none that can be read. */
  async load(
    videoId: string,
    { size, mtimeUs }: FileVersion,
    build: string,
  ): Promise<TrackCues[] | null> {
    const rows = this.#db
      .prepare<unknown[], { readonly stream: number; readonly cues: Buffer }>(
        `SELECT stream, cues FROM cues
         WHERE video_id = ? AND size = ? AND mtime_us = ? AND build = ?`,
      )
      .all(videoId, size, mtimeUs, build);
    if (rows.length === 0) return null;
    try {
      const tracks: TrackCues[] = [];
      for (const { stream, cues } of rows) {
        const plain = await inflateRaw(cues, { maxOutputLength: MOST_INFLATED });
        tracks.push({ stream, ...(await decodeCues(plain)) });
      }
      return tracks;
    } catch {
      return null;
    }
  }
}

const deflateRaw = promisify<Buffer, Buffer>(zlib.deflateRaw);
const inflateRaw = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);
