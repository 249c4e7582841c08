/** The titles that are being served, opened once and kept while their files stay the same. */
import { isDeepStrictEqual } from 'node:util';
import { dropOldest } from '../core/drop-oldest.ts';
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { FilesBeside } from '../core/recipes.ts';
import { piecesOf } from '../engine/time-piece.ts';
import type { Engine, FileVersion, Probe, SourceRef } from '../engine/types.ts';
import type { CopyFacts } from '../library/copy-codec.ts';
import type { DrawnBeside } from './burned.ts';
import { CopyLooks } from './copy-looks.ts';
import { Precedence } from './precedence.ts';
import { ServedTitle } from './served-title.ts';
import { type FileLooks, isChanged, isSameVersion, Snapshot } from './snapshot.ts';
import { DiscTracks, isOfTheFile } from './subtitles/disc-tracks.ts';
import { type Choice, type TitleSettings, titleOf } from './title.ts';

export interface DrawableFiles {
  /** As their track has it. */
  readonly id: string;
  readonly index: SourceRef;
  readonly pictures: SourceRef;
}

/** Where a video's file is now, and what is known of it. */
export interface Files extends FileLooks {
  /** @throws NOT_FOUND for an id that was never given, SOURCE_MISSING when the file is gone. */
  source(videoId: string): SourceRef;
  /** Subtitles beside it that can be drawn: by the names of the files, whatever is in them. */
  drawable(videoId: string): readonly DrawableFiles[];
  /** Why it cannot be played, in words; null for what can be tried. */
  refusal(videoId: string): string | null;
  /** The sampled hash of this version of the file, where it is known without a look. */
  knownHash(videoId: string, version: FileVersion): string | null;
  keepHash(videoId: string, version: FileVersion, sampledHash: string): void;
}

/** What is known of files from earlier runs. */
export interface Facts {
  load(videoId: string, version: FileVersion): Promise<Probe | null>;
  save(videoId: string, probe: Probe): Promise<void>;
  /** Of copies: as this build of the engine tells them. */
  loadCopies(videoId: string, version: FileVersion, build: string): Promise<CopyFacts | null>;
  saveCopies(videoId: string, version: FileVersion, build: string, facts: CopyFacts): Promise<void>;
}

export interface TitlesOptions {
  readonly engine: Engine;
  readonly files: Files;
  readonly facts: Facts;
  readonly settings: TitleSettings;
  /** See ServedTitle. */
  readonly build: string;
  readonly log: Log;
}

interface FileNow {
  readonly source: SourceRef;
  readonly version: FileVersion;
}

interface Looked extends FileNow {
  readonly signal?: AbortSignal | undefined;
}

/** A two-hour film's tables take about 2 MB. */
const KEPT = 64;

/** Of a file that grows: as many viewers who opened it at different times play on. */
const SNAPSHOTS = 8;

export class Titles {
  /** Files that somebody waits for are looked into first. */
  readonly precedence = new Precedence();
  readonly #options: TitlesOptions;
  /** The one used last is the last; of each the newest first, and then what it was before. */
  readonly #titles = new Map<string, readonly ServedTitle[]>();
  readonly #opening = new Map<string, Promise<ServedTitle>>();
  readonly #completing = new Map<string, Promise<ServedTitle>>();
  readonly #copies: CopyLooks;
  readonly #discs: DiscTracks;

  constructor(options: TitlesOptions) {
    const { engine, files, facts, build, log } = options;
    this.#options = options;
    this.#discs = new DiscTracks(engine);
    this.#copies = new CopyLooks({
      engine,
      log,
      known: {
        load: async (videoId, version) =>
          files.knownHash(videoId, version) === null
            ? null
            : facts.loadCopies(videoId, version, build),
        save: (videoId, version, found) => facts.saveCopies(videoId, version, build, found),
      },
    });
  }

  /** Gives up what is done in the background. */
  stop(): void {
    this.#copies.stop();
    this.#discs.stop();
  }

  /** The title whose choice has this version, without a look at the file. */
  withVersion(videoId: string, choice: Choice, version: string): ServedTitle | null {
    return this.#titles.get(videoId)?.find((title) => title.isNamed(version, choice)) ?? null;
  }

  /** The title of the file as it is now. Callers at the same time share one look. */
  async get(videoId: string): Promise<ServedTitle> {
    return shared(this.#completing, videoId, () => this.#complete(videoId));
  }

  /** The title, where its file need not be looked through for what can be copied; else null. */
  async ready(videoId: string): Promise<ServedTitle | null> {
    const version = await this.#options.files.version(this.#options.files.source(videoId));
    const [kept] = this.#titles.get(videoId) ?? [];
    const isKept = kept?.copies != null && isSameVersion(kept.snapshot.source.version, version);
    if (!isKept && !(await this.#copies.isKnown(videoId, version))) return null;
    const title = await this.#open(videoId);
    return (await this.#copies.isComplete(title)) ? title : null;
  }

  /** The title as it was opened last, if its file has only grown since; else as it is now. */
  async opened(videoId: string): Promise<ServedTitle> {
    const [kept] = this.#titles.get(videoId) ?? [];
    const isThere = kept?.snapshot.isOf(this.#options.files.source(videoId)) === true;
    return isThere && (await stillHolds(kept)) ? kept : this.get(videoId);
  }

  /**
   * Work on a title's file, on what was told of it.
   * @throws STALE_PLAYLIST when the file is another one by now, or what `work` throws
   */
  async whileSame<T>(title: ServedTitle, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isChanged(error)) throw error;
      this.#forget(title);
      throw stale();
    }
  }

  /** Its file was found to be another one: the next caller looks again. */
  #forget(title: ServedTitle): void {
    const titles = this.#titles.get(title.videoId) ?? [];
    const at = titles.indexOf(title);
    if (at === 0) this.#titles.delete(title.videoId);
    else if (at > 0) this.#titles.set(title.videoId, titles.slice(0, at));
  }

  async #complete(videoId: string): Promise<ServedTitle> {
    const title = await this.#open(videoId);
    const complete = () => this.#copies.complete(title);
    await (title.copies === null ? this.precedence.first(complete) : complete());
    return title;
  }

  /**
   * Looks into a file so that it opens at once later. Nothing of it is kept in memory.
   * @throws what probing throws, also for a file of which that is known
   */
  async survey(videoId: string, signal: AbortSignal): Promise<void> {
    const source = this.#options.files.source(videoId);
    const version = await this.#options.files.version(source);
    const { probe, isNew } = await this.#look(videoId, { source, version, signal });
    if (isNew) await this.#options.facts.save(videoId, probe);
  }

  /** What the file tells, where nobody is about to watch it. @throws what probing throws */
  async glance(videoId: string, signal: AbortSignal) {
    const source = this.#options.files.source(videoId);
    const version = await this.#options.files.version(source);
    const [kept] = this.#titles.get(videoId) ?? [];
    if (kept?.snapshot.isOf(source) && isSameVersion(kept.snapshot.source.version, version)) {
      return { snapshot: kept.snapshot, probe: kept.title.probe };
    }
    const { snapshot, probe, isNew } = await this.#look(videoId, { source, version, signal });
    if (isNew) this.#remember(videoId, probe);
    return { snapshot, probe };
  }

  #open(videoId: string): Promise<ServedTitle> {
    return shared(this.#opening, videoId, () => this.#openAnew(videoId));
  }

  async #openAnew(videoId: string): Promise<ServedTitle> {
    const { files } = this.#options;
    const source = files.source(videoId);
    const refusal = files.refusal(videoId);
    if (refusal !== null) throw new HaemaError('MEDIA_INVALID', refusal);
    const version = await files.version(source);
    const beside = await this.#beside(videoId);
    const [kept] = this.#titles.get(videoId) ?? [];
    const isSame =
      kept?.snapshot.isOf(source) === true &&
      isSameVersion(kept.snapshot.source.version, version) &&
      isDeepStrictEqual(kept.title.beside, beside);
    if (isSame) {
      this.#keep(videoId, this.#titles.get(videoId) ?? []);
      return kept;
    }
    if (kept !== undefined && !(await stillHolds(kept))) this.#forget(kept);
    const create = () => this.#create(videoId, { source, version }, beside);
    const title = await this.precedence.first(create);
    this.#keep(videoId, [title, ...(this.#titles.get(videoId) ?? [])].slice(0, SNAPSHOTS));
    return title;
  }

  async #create(videoId: string, now: FileNow, beside: DrawnBeside[]): Promise<ServedTitle> {
    const { settings, build } = this.#options;
    const { snapshot, probe, isNew } = await this.#look(videoId, now);
    if (isNew) this.#remember(videoId, probe);
    return new ServedTitle(videoId, titleOf(now.source, probe, settings, beside), snapshot, build);
  }

  /** What lies beside a file as it is now; what cannot be looked at does not. */
  async #beside(videoId: string): Promise<DrawnBeside[]> {
    const { files } = this.#options;
    const at = async ({ root, path }: SourceRef) => {
      const { size, mtimeUs } = await files.version({ root, path });
      return { root, path, version: { size, mtimeUs } };
    };
    const found = files.drawable(videoId).map(async ({ id, index, pictures }) => {
      const both = await Promise.all([at(index), at(pictures)]).catch((error) => {
        if (isOfTheFile(error)) return null;
        throw error;
      });
      return both === null ? [] : this.#drawn(id, { index: both[0], pictures: both[1] });
    });
    return (await Promise.all(found)).flat();
  }

  /** The first track has the address of the file, as if there was no other. */
  async #drawn(file: string, files: FilesBeside): Promise<DrawnBeside[]> {
    const tracks = await this.#discs.of(files.index);
    if (tracks.length === 0) return [{ id: file, file, language: null, files }];
    return tracks.map(({ number, language }, at) => ({
      ...{ id: at === 0 ? file : `${file}t${number}`, file, language },
      files: { ...files, track: number },
    }));
  }

  /** What the file tells, from an earlier look where there was one. */
  async #look(
    videoId: string,
    { source, version, signal }: Looked,
  ): Promise<{ readonly snapshot: Snapshot; readonly probe: Probe; readonly isNew: boolean }> {
    const { files, facts } = this.#options;
    const hash = files.knownHash(videoId, version);
    // What was read of the version may not be what was hashed now: such a file is read anew.
    const known = hash === null ? null : await facts.load(videoId, version);
    const told =
      known !== null && hash !== null
        ? { sampled: hash, probe: known }
        : await this.#readAnew({ source, version, signal }, hash);
    const { sampled, probe } = told;
    if (hash === null) this.#keepHash(videoId, version, sampled);
    const snapshot = new Snapshot(files, { ...source, ...piecesOf(probe) }, version, sampled);
    return { snapshot, probe, isNew: known === null };
  }

  /**
   * What the file tells, and its hash: at the same time, which holds where the file is afterwards
   * what it was before. Else it is looked into once more, as that which the hash is of.
   */
  async #readAnew(
    { source, version, signal }: Looked,
    known: string | null,
  ): Promise<{ readonly sampled: string; readonly probe: Probe }> {
    const { engine, files } = this.#options;
    const [hashed, probed] = await Promise.allSettled([
      known ?? files.sampledHash(source, version.size),
      engine.probe({ ...source, version }, signal),
    ]);
    if (hashed.status === 'rejected') throw hashed.reason;
    const sampled = hashed.value;
    if (probed.status === 'rejected') {
      if (!isChanged(probed.reason)) throw probed.reason;
    } else if (isSameVersion(await files.version(source), version)) {
      return { sampled, probe: probed.value };
    }
    const snapshot = new Snapshot(files, source, version, sampled);
    await snapshot.holds(); // what has grown is read as such
    return { sampled, probe: await snapshot.read((it) => engine.probe(it, signal)) };
  }

  /** A database that cannot be written keeps nobody from watching. */
  #keepHash(videoId: string, version: FileVersion, sampled: string): void {
    const { files, log } = this.#options;
    try {
      files.keepHash(videoId, version, sampled);
    } catch (error) {
      log.warn({ videoId, error }, UNKEPT);
    }
  }

  /** In a later turn: to pack the tables of a film takes milliseconds, and somebody waits. */
  #remember(videoId: string, probe: Probe): void {
    const { facts, log } = this.#options;
    setImmediate(() => {
      facts.save(videoId, probe).catch((error) => {
        log.warn({ videoId, error }, UNKEPT);
      });
    });
  }

  #keep(videoId: string, titles: readonly ServedTitle[]): void {
    this.#titles.delete(videoId);
    this.#titles.set(videoId, titles);
    dropOldest(this.#titles, KEPT);
  }
}

const UNKEPT = 'what a file has told cannot be kept; it is read again later';

/** A file that cannot be looked at tells nothing. */
const stillHolds = ({ snapshot }: ServedTitle): Promise<boolean> =>
  snapshot.holds().catch(() => false);

/** @throws STALE_PLAYLIST, on which a player reloads its master playlist. */
export const stale = (): HaemaError =>
  new HaemaError('STALE_PLAYLIST', 'the file or haema has changed since this playlist was made');

/** The work under that key that is under way, else begun. */
const shared = <Result>(
  underWay: Map<string, Promise<Result>>,
  key: string,
  work: () => Promise<Result>,
): Promise<Result> => {
  const running = underWay.get(key);
  if (running !== undefined) return running;
  const begun = work().finally(() => underWay.delete(key));
  underWay.set(key, begun);
  return begun;
};
