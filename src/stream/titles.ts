/** The titles that are being served, opened once and kept while their files stay the same. */
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Engine, FileVersion, Probe, SourceRef } from '../engine/types.ts';
import { ServedTitle } from './served-title.ts';
import { type TitleSettings, titleOf } from './title.ts';

/** Where a video's file is now. */
export interface Files {
  /** @throws NOT_FOUND for an id that was never given, SOURCE_MISSING when the file is gone. */
  source(videoId: string): SourceRef;
  /** @throws SOURCE_MISSING or READ_FAILED */
  version(source: SourceRef): Promise<FileVersion>;
}

/** What is known of files from earlier runs. */
export interface Facts {
  load(videoId: string, version: FileVersion): Promise<Probe | null>;
  save(videoId: string, probe: Probe): Promise<void>;
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

/** A two-hour film's tables take about 2 MB. */
const KEPT = 64;

export class Titles {
  readonly #options: TitlesOptions;
  /** The one used last is the last. */
  readonly #titles = new Map<string, ServedTitle>();
  readonly #opening = new Map<string, Promise<ServedTitle>>();

  constructor(options: TitlesOptions) {
    this.#options = options;
  }

  /** The title as it was opened last, without a look at the file. */
  peek(videoId: string): ServedTitle | null {
    return this.#titles.get(videoId) ?? null;
  }

  /** The title of the file as it is now. Callers at the same time share one look. */
  async get(videoId: string): Promise<ServedTitle> {
    const running = this.#opening.get(videoId);
    if (running !== undefined) {
      return running;
    }
    const opening = this.#open(videoId).finally(() => this.#opening.delete(videoId));
    this.#opening.set(videoId, opening);
    return opening;
  }

  /** The file was found to be another one: the next caller looks again. */
  forget(videoId: string): void {
    this.#titles.delete(videoId);
  }

  async #open(videoId: string): Promise<ServedTitle> {
    const { engine, files, facts, settings, build, log } = this.#options;
    const source = files.source(videoId);
    const version = await files.version(source);
    const kept = this.#titles.get(videoId);
    if (kept !== undefined && isVersionOf(kept, source, version)) {
      return this.#keep(kept);
    }
    let probe = await facts.load(videoId, version);
    if (probe === null) {
      probe = await engine.probe({ ...source, version });
      facts.save(videoId, probe).catch((error) => {
        log.warn({ videoId, error }, 'what a file has told cannot be kept; it is read again later');
      });
    }
    return this.#keep(new ServedTitle(videoId, titleOf(source, probe, settings), build));
  }

  #keep(title: ServedTitle): ServedTitle {
    this.#titles.delete(title.videoId);
    this.#titles.set(title.videoId, title);
    for (const oldest of this.#titles.keys()) {
      if (this.#titles.size <= KEPT) break;
      this.#titles.delete(oldest);
    }
    return title;
  }
}

const isVersionOf = ({ title }: ServedTitle, source: SourceRef, version: FileVersion): boolean => {
  const known = title.source;
  return (
    known.root === source.root &&
    known.path === source.path &&
    known.version?.size === version.size &&
    known.version.mtimeUs === version.mtimeUs
  );
};

/** @throws STALE_PLAYLIST, on which a player reloads its master playlist. */
export const stale = (): HaemaError =>
  new HaemaError('STALE_PLAYLIST', 'the file or haema has changed since this playlist was made');
