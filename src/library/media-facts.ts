import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { Ticks } from '../core/ticks.ts';
import type { Chapter, FileVersion, Probe } from '../engine/types.ts';
import { type CopyFacts, decodeCopyFacts, encodeCopyFacts } from './copy-codec.ts';
import { type Db, inTransaction, type Statement } from './db.ts';
import { decodeIndex, encodeIndex } from './index-codec.ts';

/** Raise when the meaning of what is stored changes: older facts are then as good as none. */
const FORMAT = 3;

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
  readonly #known: Statement;
  #durations: Map<string, Ticks> | null = null;

  constructor(db: Db) {
    this.#db = db;
    this.#known = db.prepare(
      'SELECT 1 FROM media_facts WHERE video_id = ? AND size = ? AND mtime_us = ? AND format = ?',
    );
  }

  async save(videoId: string, { index, ...probe }: Probe): Promise<void> {
    const { size, mtimeUs } = probe.version;
    const plain = [Buffer.from(JSON.stringify(probe)), encodeIndex(index)];
    const blobs = await Promise.all(plain.map((data) => deflateRaw(data)));
    inTransaction(this.#db, () =>
      this.#db
        .prepare('INSERT OR REPLACE INTO media_facts VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(videoId, size, mtimeUs, probe.duration, FORMAT, ...blobs),
    );
    this.#durations?.set(videoId, probe.duration);
  }

  /** Of all videos that were looked at, whatever version of them; for lists. */
  durations(): ReadonlyMap<string, Ticks> {
    this.#durations ??= this.#loadDurations();
    return this.#durations;
  }

  #loadDurations(): Map<string, Ticks> {
    const rows = this.#db
      .prepare<[], { readonly videoId: string; readonly duration: Ticks }>(
        'SELECT video_id AS videoId, duration FROM media_facts',
      )
      .all();
    return new Map(rows.map(({ videoId, duration }) => [videoId, duration]));
  }

  async load(videoId: string, { size, mtimeUs }: FileVersion): Promise<Probe | null> {
    const row = this.#db
      .prepare<unknown[], FactRow>(
        `SELECT probe, media_index AS mediaIndex FROM media_facts
         WHERE video_id = ? AND size = ? AND mtime_us = ? AND format = ?`,
      )
      .get(videoId, size, mtimeUs, FORMAT);
    if (row === undefined) return null;
    try {
      const [probe, index] = await Promise.all([row.probe, row.mediaIndex].map(inflate));
      return { ...JSON.parse(String(probe)), index: decodeIndex(index ?? Buffer.alloc(0)) };
    } catch {
      return null;
    }
  }

  /** Whether anybody has looked into this version. */
  has(videoId: string, { size, mtimeUs }: FileVersion): boolean {
    return this.#known.get(videoId, size, mtimeUs, FORMAT) !== undefined;
  }

  /** Of whatever version was looked at last. */
  async chapters(videoId: string): Promise<readonly Chapter[]> {
    const row = this.#db
      .prepare<unknown[], Pick<FactRow, 'probe'>>(
        'SELECT probe FROM media_facts WHERE video_id = ? AND format = ?',
      )
      .get(videoId, FORMAT);
    if (row === undefined) return [];
    const probe: Pick<Probe, 'chapters'> = JSON.parse(String(await inflate(row.probe)));
    return probe.chapters;
  }

  /** `build`: of the engine that has told it. */
  async saveCopies(
    videoId: string,
    { size, mtimeUs }: FileVersion,
    build: string,
    facts: CopyFacts,
  ): Promise<void> {
    const blob = await deflateRaw(encodeCopyFacts(facts));
    inTransaction(this.#db, () =>
      this.#db
        .prepare('INSERT OR REPLACE INTO copy_facts VALUES (?, ?, ?, ?, ?)')
        .run(videoId, size, mtimeUs, build, blob),
    );
  }

  async loadCopies(
    videoId: string,
    { size, mtimeUs }: FileVersion,
    build: string,
  ): Promise<CopyFacts | null> {
    const row = this.#db
      .prepare<unknown[], { readonly facts: Buffer }>(
        `SELECT facts FROM copy_facts
         WHERE video_id = ? AND size = ? AND mtime_us = ? AND build = ?`,
      )
      .get(videoId, size, mtimeUs, build);
    if (row === undefined) return null;
    try {
      return decodeCopyFacts(await inflate(row.facts));
    } catch {
      return null;
    }
  }
}

const deflateRaw = promisify<Buffer, Buffer>(zlib.deflateRaw);
const inflateRaw = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);

const inflate = (data: Buffer): Promise<Buffer> =>
  inflateRaw(data, { maxOutputLength: MAX_INFLATED });
