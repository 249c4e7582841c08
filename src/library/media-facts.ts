import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { Chapter, FileVersion, Probe } from '../engine/types.ts';
import { type CopyFacts, decodeCopyFacts, encodeCopyFacts } from './copy-codec.ts';
import { type Db, inTransaction, type Statement } from './db.ts';
import { decodeIndex, encodeIndex } from './index-codec.ts';
import { Summaries, type Summary } from './summaries.ts';
import { parseTold, toldOf } from './summary.ts';

/** Raise when the meaning of what is stored changes: older facts are then as good as none. */
const FORMAT = 4;

/** Far above any real index; a damaged row must not fill the memory. */
const MAX_INFLATED = 256 * 1024 * 1024;

/** Rows looked at between two chances to do something else. */
const STEP = 500;

interface FactRow {
  readonly probe: Buffer;
  readonly mediaIndex: Buffer;
}

type Probed = Omit<Probe, 'index'>;

interface Summed {
  readonly videoId: string;
  readonly isSummed: number;
}

/**
 * What probing a file has told, kept for as long as the file stays the same. One version a video:
 * storing the facts of a new version drops those of the old. Only a cache: what is not there or
 * cannot be read is null, and the caller asks the engine.
 */
export class MediaFacts {
  readonly #db: Db;
  readonly #known: Statement;
  readonly summaries: Summaries;

  constructor(db: Db) {
    this.#db = db;
    this.summaries = new Summaries(db);
    this.#known = db.prepare(
      'SELECT 1 FROM media_facts WHERE video_id = ? AND size = ? AND mtime_us = ? AND format = ?',
    );
  }

  async save(videoId: string, { index, ...probe }: Probe): Promise<void> {
    const { size, mtimeUs } = probe.version;
    const plain = [Buffer.from(JSON.stringify(probe)), encodeIndex(index)];
    const blobs = await Promise.all(plain.map((data) => deflateRaw(data)));
    const summary = { duration: probe.duration, ...toldOf(probe) };
    inTransaction(this.#db, () => {
      this.#db
        .prepare('INSERT OR REPLACE INTO media_facts VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(videoId, size, mtimeUs, probe.duration, FORMAT, ...blobs);
      this.summaries.write(videoId, summary);
    });
    this.summaries.learned(videoId, summary);
  }

  /** Of what an earlier haema has read, which told lists less. In the background. */
  async summarise(signal: AbortSignal): Promise<void> {
    const some = this.#db.prepare<[string, number], Summed>(
      `SELECT m.video_id AS videoId, s.video_id IS NOT NULL AS isSummed
       FROM media_facts m LEFT JOIN summaries s ON s.video_id = m.video_id
       WHERE m.video_id > ? ORDER BY m.video_id LIMIT ?`,
    );
    for (let after: string | undefined = ''; after !== undefined; ) {
      const rows: Summed[] = some.all(after, STEP);
      for (const { videoId, isSummed } of rows) {
        if (signal.aborted) return;
        if (isSummed === 0) await this.#summarise(videoId);
      }
      after = rows.at(-1)?.videoId;
      await turn();
    }
  }

  async #summarise(videoId: string): Promise<void> {
    const summary = await this.#summaryOf(videoId).catch(() => null); // it is read again later
    if (summary === null) return;
    inTransaction(this.#db, () => this.summaries.write(videoId, summary));
    this.summaries.learned(videoId, summary);
  }

  /** Of facts of any format: an old one tells enough until the file is looked into again. */
  async #summaryOf(videoId: string): Promise<Summary | null> {
    const row = this.#db
      .prepare<unknown[], Pick<FactRow, 'probe'>>(
        'SELECT probe FROM media_facts WHERE video_id = ?',
      )
      .get(videoId);
    if (row === undefined) return null;
    const known = parsed(await inflate(row.probe));
    const told = parseTold(JSON.stringify(toldOf(known)));
    return told === null ? null : { duration: known.duration, ...told };
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
    return (await this.#probe(videoId))?.chapters ?? [];
  }

  /** Of whatever version was looked at last; null where nobody has looked. */
  async #probe(videoId: string): Promise<Probed | null> {
    const row = this.#db
      .prepare<unknown[], Pick<FactRow, 'probe'>>(
        'SELECT probe FROM media_facts WHERE video_id = ? AND format = ?',
      )
      .get(videoId, FORMAT);
    return row === undefined ? null : parsed(await inflate(row.probe));
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

const parsed = (probe: Buffer): Probed => JSON.parse(String(probe));
