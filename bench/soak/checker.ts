/** Whether what a server has sent is right: made again elsewhere, and by the checks of verify. */
import BetterSqlite3 from 'better-sqlite3';
import { SILENT } from '../../src/core/log.ts';
import { createChildEngine } from '../../src/engine/children/engine.ts';
import type { Container, Engine } from '../../src/engine/types.ts';
import { openCopies } from '../../src/stream/copies.ts';
import { isCopied, openTitle, segmentRequest, type Title } from '../../src/stream/title.ts';
import { wholeSegment } from '../../src/stream/whole-segment.ts';
import { checkCoded, checkDecoded } from '../../src/verify/checks/alone.ts';
import { codedFromTs } from '../../src/verify/coded.ts';
import { describe } from '../../src/verify/findings.ts';
import { decodeBytes, makeSubject } from '../../src/verify/subject.ts';

/** What waits to be checked; more is left out. */
const QUEUE = 50;
/** Titles that are kept open. */
const KEPT = 16;
const TIMEOUT_MS = 60_000;

export class Checker {
  readonly wrong: string[] = [];
  checked = 0;
  skipped = 0;
  readonly #folder: string;
  readonly #database: string;
  readonly #every: number;
  readonly #engine: Engine;
  readonly #titles = new Map<string, Promise<Title>>();
  #offered = 0;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  /** `database`: the server's, which knows where its videos lie. `every`: so many; 0: none. */
  constructor(folder: string, database: string, every: number) {
    this.#folder = folder;
    this.#engine = createChildEngine({
      ...{ processes: 1, timeoutMs: TIMEOUT_MS, memory: null, folders: [folder], log: SILENT },
      describe: (source) => source,
    });
    this.#database = database;
    this.#every = every;
  }

  /** A segment as it was sent; some are looked at, one after the other. */
  offer(videoId: string, url: string, bytes: Buffer): void {
    this.#offered++;
    if (this.#every === 0 || this.#offered % this.#every !== 0) return;
    if (this.#waiting >= QUEUE) {
      this.skipped++;
      return;
    }
    this.#waiting++;
    this.#last = this.#last
      .then(() => this.#check(videoId, url, bytes))
      .catch((error) => this.wrong.push(`${url}: cannot be checked: ${error}`))
      .then(() => {
        this.#waiting--;
      });
  }

  settled(): Promise<void> {
    return this.#last;
  }

  close(): void {
    this.#engine.close();
  }

  async #check(videoId: string, url: string, bytes: Buffer): Promise<void> {
    const spot = spotIn(url);
    const title = await this.#title(videoId);
    const request = segmentRequest(title, spot, spot.segment);
    const again = await wholeSegment(this.#engine, request);
    if (!again.data.equals(bytes)) {
      this.wrong.push(`${url}: ${bytes.length} bytes, made again ${again.data.length} others`);
    }
    if (spot.container === 'ts' && !isCopied(title, spot.rendition)) {
      await this.#verify(title, spot, bytes, request.audio?.sampleRate ?? 48_000);
    }
    this.checked++;
  }

  /** `sampleRate`: of the track that was asked for, which need not be the default one. */
  async #verify(title: Title, spot: Spot, bytes: Buffer, sampleRate: number): Promise<void> {
    const subject = { ...makeSubject(this.#engine, title, undefined), sampleRate };
    const start = title.grid.transcode[spot.segment] ?? 0;
    const coded = codedFromTs(bytes, start, sampleRate);
    checkCoded(subject, spot, coded);
    const video = coded.pictures.length > 0 ? 0 : null;
    const audio = coded.sounds.length > 0 ? (video === null ? 0 : 1) : null;
    const decoded = await decodeBytes(subject, spot, bytes, { video, audio });
    if (decoded !== null) checkDecoded(subject, spot, coded, decoded);
    for (const finding of subject.findings.failures) {
      this.wrong.push(`${title.source.path}: ${describe(finding)}`);
    }
  }

  #title(videoId: string): Promise<Title> {
    const known = this.#titles.get(videoId) ?? this.#open(videoId);
    this.#titles.delete(videoId);
    this.#titles.set(videoId, known);
    for (const oldest of this.#titles.keys()) {
      if (this.#titles.size <= KEPT) break;
      this.#titles.delete(oldest);
    }
    return known;
  }

  async #open(videoId: string): Promise<Title> {
    const source = { root: this.#folder, path: this.#pathOf(videoId) };
    return openCopies(this.#engine, await openTitle(this.#engine, source));
  }

  #pathOf(videoId: string): string {
    const db = new BetterSqlite3(this.#database, { readonly: true });
    try {
      const row = db
        .prepare<[string], { path: string }>('SELECT path FROM videos WHERE video_id = ?')
        .get(videoId);
      return row?.path ?? '';
    } finally {
      db.close();
    }
  }
}

interface Spot {
  readonly rendition: string;
  readonly segment: number;
  readonly container: Container;
  readonly audio: number | undefined;
}

const spotIn = (url: string): Spot => {
  const { pathname, searchParams } = new URL(url);
  const [rendition = '', file = ''] = pathname.split('/').slice(-2);
  const audio = searchParams.get('audio');
  return {
    ...{ rendition, segment: Number.parseInt(file, 10) },
    container: file.endsWith('.ts') ? 'ts' : 'fmp4',
    audio: audio === null ? undefined : Number(audio),
  };
};
