/** Subtitles in files of their own beside a video: read whole, and kept while they are in use. */
import { HaemaError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import { remembered } from '../../core/remembered.ts';
import type { Engine, FileVersion, SourceRef } from '../../engine/types.ts';
import type { Library } from '../../library/library.ts';
import type { SidecarFile } from '../../library/local/sidecars.ts';
import { CueList } from './cue-list.ts';
import { CUT } from './readings.ts';

export interface SidecarsOptions {
  readonly log: Log;
  readonly engine: Pick<Engine, 'sidecar' | 'traits' | 'read'>;
  readonly library: Pick<Library, 'sidecars' | 'besideFile'>;
}

/** The character set that a file was read in; not sure where another one may be meant. */
export interface Charset {
  readonly name: string;
  readonly sure: boolean;
}

export interface SidecarText extends Charset {
  readonly list: CueList;
}

/** Files that somebody watches with. */
const KEPT = 16;
/** Files that somebody has looked at the list of. */
const KEPT_CHARSETS = 2000;
/** The engine takes no larger ones. */
const MOST_BYTES = 16 * 1024 * 1024;

export class Sidecars {
  readonly #options: SidecarsOptions;
  /** By file and version; the one used last is the last. */
  readonly #texts = new Map<string, Promise<SidecarText>>();
  readonly #charsets = new Map<string, Promise<Charset>>();
  readonly #stopped = new AbortController();

  constructor(options: SidecarsOptions) {
    this.#options = options;
  }

  /** @throws NOT_FOUND */
  of(videoId: string): SidecarFile[] {
    return this.#options.library.sidecars(videoId);
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** @throws SOURCE_MISSING, READ_FAILED, TIMED_OUT */
  async version(file: SidecarFile): Promise<FileVersion> {
    const { size, mtimeUs } = await this.#options.engine.traits(this.#source(file));
    return { size, mtimeUs };
  }

  /** @throws what the engine throws */
  text(file: SidecarFile, version: FileVersion): Promise<SidecarText> {
    const read = (): Promise<SidecarText> => this.#read({ ...this.#source(file), version });
    return remembered(this.#texts, keyOf(file, version), KEPT, read);
  }

  /** Looked up for files that nobody watches with, too: their texts are not kept. */
  charset(file: SidecarFile, version: FileVersion): Promise<Charset> {
    const key = keyOf(file, version);
    return remembered(this.#charsets, key, KEPT_CHARSETS, async () => {
      const text = this.#texts.get(key) ?? this.#read({ ...this.#source(file), version });
      const { name, sure } = await text;
      return { name, sure };
    });
  }

  /** The file as it is, in UTF-8. @throws what reading it throws */
  async asItIs(file: SidecarFile, version: FileVersion): Promise<string> {
    const { engine } = this.#options;
    const { name } = await this.charset(file, version);
    const source = { ...this.#source(file), version };
    const decoder = new TextDecoder(name);
    const parts: string[] = [];
    for (let at = 0; at < MOST_BYTES; ) {
      const { bytes } = await engine.read(source, at, MOST_BYTES - at);
      if (bytes.length === 0) break;
      parts.push(decoder.decode(bytes, { stream: true }));
      at += bytes.length;
    }
    return parts.join('') + decoder.decode();
  }

  async #read(source: SourceRef): Promise<SidecarText> {
    const { engine, log } = this.#options;
    const read = await engine.sidecar({ source }, this.#stopped.signal);
    const { header, cues, charset, sure } = read;
    const list = new CueList(header);
    if (!list.add(cues) || read.isCut) log.warn({ path: source.path }, CUT);
    return { list, name: charset, sure };
  }

  #source({ place }: SidecarFile): SourceRef {
    const source = this.#options.library.besideFile(place);
    if (source !== null) return source;
    throw new HaemaError('SOURCE_OFFLINE', 'the folder of these subtitles is away');
  }
}

const keyOf = ({ place }: SidecarFile, version: FileVersion): string =>
  JSON.stringify([place, version]);
