/** The videos in the folders that are served. */
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { inSlices } from '../core/slices.ts';
import type { FileVersion, MediaFiles, SourceRef } from '../engine/types.ts';
import { filledSince } from './bare-roots.ts';
import type { Db } from './db.ts';
import { describe, type LibraryVideo } from './described.ts';
import { discRefusal } from './discs.ts';
import { FileCatalog, type VideoRow } from './files.ts';
import type { Place } from './identify.ts';
import { Listings, type Touched } from './listings.ts';
import { NfoReader } from './local/nfo-reader.ts';
import { NfoShelf } from './local/nfo-shelf.ts';
import { Pictures, type ShowPictures } from './local/pictures.ts';
import { pairsOf, type SidecarFile, sidecarsOf } from './local/sidecars.ts';
import type { MediaFacts } from './media-facts.ts';
import { Quiet } from './quiet.ts';
import type { Root } from './roots.ts';
import { type LookOutcome, type ScanOutcome, scan } from './scan.ts';
import { Search, type SearchQuery } from './search/search.ts';
import { inOrder } from './shows/orders.ts';
import { type Page, type PageQuery, pageOf } from './shows/page.ts';
import { picturedShow, picturedVideo } from './shows/pictured.ts';
import { Shelf, type Shelved, type ShowPlace, shelfSource } from './shows/shelf.ts';
import type { Show } from './shows/types.ts';
import type { Summaries } from './summaries.ts';
import { unopenedOf } from './unopened.ts';

/** Files come and go: whoever asks for the list finds them in the next one. */
const RESCAN_MS = 60_000;

export class Library {
  readonly #catalog: FileCatalog;
  readonly #files: MediaFiles;
  readonly #roots: ReadonlyMap<string, Root>;
  readonly #facts: MediaFacts;
  readonly #log: Log;
  readonly #nowMs: () => number;
  readonly #stopped = new AbortController();
  readonly #scanned = new Set<(outcome: LookOutcome) => void>();
  readonly #missed = new Set<(root: string) => void>();
  readonly #listings = new Listings();
  readonly #quiet = new Quiet();
  readonly #warned = new Set<string>();
  /** Labels of the roots that are shares in the network, as the last scan found them. */
  readonly #remote = new Set<string>();
  readonly #reader: NfoReader;
  readonly #pictures: Pictures;
  readonly #renamed = new Set<() => void>();
  #reading: Promise<void> = Promise.resolve();
  readonly #shelf: Shelf;
  readonly #search = new Search();
  #searched: Shelved['sorted'] = [];
  #indexing = Promise.resolve();
  /** The last look of those that wait for one another. */
  #looking: Promise<void> = Promise.resolve();
  #lookingCount = 0;
  #scanning: Promise<void> | null = null;
  #left: Pick<ScanOutcome, 'away' | 'silent'> = { away: new Set(), silent: new Set() };
  /** Changes in all folders are told: nobody need look for them. */
  isWatched = false;
  #endedAt: number | null = null;
  #found = 0;
  #empty: ReadonlySet<string> = new Set();
  #scannedAt = Number.NEGATIVE_INFINITY;

  constructor(
    db: Db,
    files: MediaFiles,
    facts: MediaFacts,
    roots: readonly Root[],
    log: Log,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#nowMs = nowMs;
    this.#catalog = new FileCatalog(db);
    const nfos = new NfoShelf(db);
    this.#reader = new NfoReader({ nfos, files, log, signal: this.#stopped.signal });
    this.#pictures = new Pictures(this.#listings, (id) => this.#catalog.byId(id));
    const source = shelfSource(this.#catalog, nfos);
    this.#shelf = new Shelf(source, (root) => this.#roots.has(root), undefined, nfos);
    this.#files = files;
    this.#facts = facts;
    this.#roots = new Map(roots.map((root) => [root.label, root]));
    this.#log = log;
  }

  /** Brings the catalog up to date with the folders. Callers at the same time share one look. */
  scan(): Promise<void> {
    this.#scanning ??= this.#next(null).finally(() => {
      this.#scanning = null;
    });
    return this.#scanning;
  }

  /** A look of its own. `touched`: at these folders alone, and at those that were not seen yet. */
  rescan(touched: Touched | null): Promise<void> {
    return this.#next(touched);
  }

  #next(touched: Touched | null): Promise<void> {
    this.#lookingCount++;
    const before = this.#looking.catch(() => undefined);
    this.#looking = before
      .then(() => this.#scan(touched))
      .finally(() => {
        this.#lookingCount--;
        if (touched === null) this.#scannedAt = this.#nowMs();
      });
    return this.#looking;
  }

  /** Scans on its own where the last scan is a while ago, and nobody tells of changes. */
  refresh(): void {
    const isRecent = this.#nowMs() - this.#scannedAt < RESCAN_MS;
    if (!isRecent && !this.isWatched) this.look();
  }

  /** Scans on its own, unless it does so already. */
  look(): void {
    if (this.#scanning !== null || this.#stopped.signal.aborted) return;
    this.scan().catch((error) => this.#log.error({ error }, 'the folders were not looked through'));
  }

  scanStatus() {
    return {
      isRunning: this.#lookingCount > 0,
      found: this.#found,
      /** Milliseconds since 1970; null before the first one has ended. */
      endedAt: this.#endedAt,
      /** Names of the folders, and of those that are away and that hold nothing. */
      roots: [...this.#roots.keys()],
      away: [...this.#left.away].sort(),
      empty: this.#empty,
    };
  }

  /** `listener` is called after each look through the folders. */
  onScan(listener: (outcome: LookOutcome) => void): void {
    this.#scanned.add(listener);
  }

  /** `listener` is called when videos may belong to other shows, or shows have other names. */
  onRenamed(listener: () => void): void {
    this.#renamed.add(listener);
  }

  /** `listener` is called when somebody wants what lies in a root that is away. */
  onMissed(listener: (root: string) => void): void {
    this.#missed.add(listener);
  }

  /** Labels of the roots that are away, as the last look found them. */
  away(): ReadonlySet<string> {
    return this.#left.away;
  }

  /** Labels of the roots in which nothing lay at the last look, and something does now. */
  filled(): Promise<string[]> {
    const [listings, files, { signal }] = [this.#listings, this.#files, this.#stopped];
    return filledSince({ roots: this.#roots.values(), listings, files, signal });
  }

  get rootCount(): number {
    return this.#roots.size;
  }

  /** Those that lie on this machine, as far as the last look could tell. */
  localRoots(): Root[] {
    const isHere = (label: string) => !this.#remote.has(label) && !this.#left.away.has(label);
    return [...this.#roots.values()].filter(({ label }) => isHere(label));
  }

  /**
   * Versions of files that nobody has looked into, the newest first, as `<video_id>:…`. Those on
   * shares in the network wait until somebody asks for them.
   */
  unopened(): Promise<string[]> {
    return unopenedOf(this.#catalog, (row) => this.#isUnopened(row));
  }

  #isUnopened(row: VideoRow): boolean {
    const { root, videoId } = row;
    if (!this.#roots.has(root) || this.#remote.has(root) || this.#left.away.has(root)) return false;
    return !this.#facts.has(videoId, row) && this.refusal(videoId) === null;
  }

  async #scan(touched: Touched | null): Promise<void> {
    const startedAt = performance.now();
    const { signal } = this.#stopped;
    if (signal.aborted) return;
    const quiet = this.#quiet.look();
    const outcome = await scan({
      ...{ roots: [...this.#roots.values()], catalog: this.#catalog, files: this.#files },
      ...{ remote: this.#remote, listings: this.#listings, warned: this.#warned },
      ...{ touched, quiet, log: this.#log, signal, nowMs: this.#nowMs },
    });
    if (signal.aborted) return;
    this.#left = outcome;
    const againMs = quiet.end();
    // Made now, so that whoever asks next does not wait for them.
    const before = this.#found;
    const { byId, byVideo } = await this.#shelf.newest();
    const isFirst = this.#endedAt === null;
    this.#endedAt = Date.now();
    this.#found = byVideo.size;
    const held = this.#catalog.heldRoots();
    this.#empty = new Set([...this.#roots.keys()].filter((label) => !held.has(label)));
    const ms = Math.round(performance.now() - startedAt);
    for (const listener of this.#scanned) listener({ ...outcome, againMs, ms });
    for (const listener of this.#renamed) listener();
    this.#reading = this.#reading
      .then(() => this.#readNfos())
      .catch((error) => {
        this.#log.warn({ error }, 'what lies beside the files is not read');
      });
    const fields = { shows: byId.size, videos: byVideo.size, ms };
    if (isFirst || before !== byVideo.size) this.#log.info(fields, 'folders looked through');
    else this.#log.debug(fields, 'folders looked through');
  }

  /** In the background: the list is there already, made of names. */
  async #readNfos(): Promise<void> {
    const there = [...this.#roots.values()].filter(({ label }) => !this.#left.away.has(label));
    const isNew = await this.#reader.read(there, this.#listings);
    if (!isNew || this.#stopped.signal.aborted) return;
    await this.#shelf.newest();
    for (const listener of this.#renamed) listener();
  }

  /** Pictures that lie beside the files, of a show, an episode or a video by its id. */
  async artworkOf(id: string): Promise<ShowPictures> {
    const shelved = await this.#shelf.now();
    const show = picturedShow(shelved, id);
    if (show !== null) return this.#pictures.ofShow(show);
    return this.#pictures.ofVideo(picturedVideo(shelved, id, null) ?? id);
  }

  /** @throws NOT_FOUND */
  async seasonArtwork(showId: string, season: number): Promise<ShowPictures> {
    return this.#pictures.ofSeason(await this.show(showId), season);
  }

  /** Files of subtitles that lie beside a video, as the last look found them. @throws NOT_FOUND */
  sidecars(videoId: string): SidecarFile[] {
    const row = this.#row(videoId);
    return sidecarsOf(row, this.#listings.of(row.root));
  }

  /** Those of pictures, of which each is a pair. @throws NOT_FOUND */
  drawable(videoId: string) {
    return pairsOf(this.sidecars(videoId), (place) => this.besideFile(place));
  }

  /** Where what lies beside a video is to be read; null while its folder is not served. */
  besideFile({ root, path }: Place): SourceRef | null {
    const folder = this.#roots.get(root);
    return folder === undefined || this.#left.away.has(root) ? null : { root: folder.path, path };
  }

  /** Fulfils when all that the last look has found was read. */
  async settled(): Promise<void> {
    await this.#reading;
  }

  /** Ends a scan that runs. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#looking.catch(() => undefined);
    await this.#reading;
    await this.#shelf.settled();
    await this.#indexing.catch(() => undefined);
  }

  /** Films and series, as the last look found them. */
  async shows(query: PageQuery = {}): Promise<Page> {
    const { sorted } = await this.#shelf.now();
    return pageOf(await inOrder(sorted, query.sort ?? 'title'), query);
  }

  /** @throws NOT_FOUND */
  async show(showId: string): Promise<Show> {
    const show = (await this.#shelf.now()).byId.get(showId);
    if (show === undefined) throw new HaemaError('NOT_FOUND', 'there is no such show');
    return show;
  }

  /**
   * The video whose pictures stand for a show, one season of it, an episode or a video.
   * @throws NOT_FOUND
   */
  async pictured(id: string, season: number | null): Promise<string> {
    return picturedVideo(await this.#shelf.now(), id, season) ?? this.#row(id).videoId;
  }

  /** Where a video belongs; null for one whose file is gone, and for what is in no show. */
  async place(videoId: string): Promise<ShowPlace | null> {
    return (await this.#shelf.now()).byVideo.get(videoId) ?? null;
  }

  /** The likeliest first: by words of titles, by letters within, by what may have been meant. */
  async search(text: string, query: SearchQuery): Promise<Show[]> {
    const { sorted } = await this.#shelf.now();
    if (this.#searched !== sorted) {
      this.#searched = sorted;
      const shows = new Set(sorted.map(({ show }) => show));
      const before = this.#indexing.catch(() => undefined);
      this.#indexing = before.then(() => inSlices(this.#search.update(shows)));
    }
    await this.#indexing;
    return inSlices(this.#search.find(text, query));
  }

  /** All shows, and what belongs to them. */
  shelved(): Promise<Shelved> {
    return this.#shelf.now();
  }

  /** What lists tell of the videos that somebody has looked into. */
  get summaries(): Summaries {
    return this.#facts.summaries;
  }

  /** @throws NOT_FOUND for an id that was never given */
  video(videoId: string): LibraryVideo {
    return describe(this.#row(videoId), this.summaries.duration(videoId));
  }

  /** The video of a file; null where it is in no list. */
  at({ root, path }: SourceRef): LibraryVideo | null {
    const label = [...this.#roots.values()].find((folder) => folder.path === root)?.label;
    const row = label === undefined ? null : this.#catalog.at({ root: label, path });
    return row === null ? null : this.video(row.videoId);
  }

  /**
   * @throws NOT_FOUND for an id that was never given, SOURCE_MISSING when its file is gone,
   * SOURCE_OFFLINE when all that lies with it is
   */
  source(videoId: string): SourceRef {
    const { root, path, present } = this.#row(videoId);
    const folder = this.#roots.get(root);
    if (!present || folder === undefined) {
      throw new HaemaError('SOURCE_MISSING', 'the file of this video is not there any more');
    }
    if (this.#left.away.has(root) && !this.#left.silent.has(root)) {
      for (const listener of this.#missed) listener(root);
      const message = 'the folder of this video is away; look whether its disk or share is mounted';
      throw new HaemaError('SOURCE_OFFLINE', message);
    }
    return { root: folder.path, path };
  }

  /** Why a video cannot be played whatever is in its file, in words. @throws NOT_FOUND */
  refusal(videoId: string): string | null {
    return discRefusal(this.#row(videoId), (place) => this.#catalog.at(place) !== null);
  }

  /** As the last look through the folders found it. @throws NOT_FOUND */
  lastVersion(videoId: string): FileVersion {
    const { size, mtimeUs } = this.#row(videoId);
    return { size, mtimeUs };
  }

  /** @throws SOURCE_MISSING, READ_FAILED, TIMED_OUT */
  async version({ root, path }: SourceRef): Promise<FileVersion> {
    const { size, mtimeUs } = await this.#files.traits({ root, path });
    return { size, mtimeUs };
  }

  /** Of the first `size` bytes. @throws SOURCE_MISSING, SOURCE_CHANGED, READ_FAILED, TIMED_OUT */
  sampledHash({ root, path }: SourceRef, size: number): Promise<string> {
    return this.#files.sampledHash({ root, path }, size);
  }

  /** The sampled hash of this version of the file; null where a scan has found another one. */
  knownHash(videoId: string, { size, mtimeUs }: FileVersion): string | null {
    const row = this.#row(videoId);
    const isThis = row.size === size && row.mtimeUs === mtimeUs && row.sampledHash !== '';
    return isThis ? row.sampledHash : null;
  }

  /** As it was read of this version of the file. */
  keepHash(videoId: string, version: FileVersion, sampledHash: string): void {
    this.#catalog.keepHash(videoId, version, sampledHash);
  }

  #row(videoId: string): VideoRow {
    const row = this.#catalog.byId(videoId);
    if (row === null) throw new HaemaError('NOT_FOUND', 'there is no such video');
    return row;
  }
}
