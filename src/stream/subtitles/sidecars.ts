/** Subtitles in files of their own beside a video: read whole, and kept while they are in use. */
import { HaemaError } from '../../core/errors.ts';
import type { Engine, FileVersion, SourceRef } from '../../engine/types.ts';
import type { Library } from '../../library/library.ts';
import type { SidecarFile } from '../../library/local/sidecars.ts';
import { CueList } from './cue-list.ts';

export interface SidecarsOptions {
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
/** Nobody has written a larger script. */
const MOST_BYTES = 64 * 1024 * 1024;

export class Sidecars {
  readonly #options: SidecarsOptions;
  /** By file and version; the one used last is the last. */
  readonly #texts = new Map<string, Promise<SidecarText>>();
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
    const key = JSON.stringify([file.place, version]);
    const kept = this.#texts.get(key);
    const text = kept ?? this.#read({ ...this.#source(file), version });
    this.#texts.delete(key);
    this.#texts.set(key, text);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= KEPT) break;
      this.#texts.delete(oldest);
    }
    // What could not be read is tried again.
    text.catch(() => this.#texts.delete(key));
    return text;
  }

  /** The file as it is, in UTF-8. @throws what reading it throws */
  async asItIs(file: SidecarFile, version: FileVersion): Promise<string> {
    const { engine } = this.#options;
    const { name } = await this.text(file, version);
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
    const { engine } = this.#options;
    const read = await engine.sidecar({ source }, this.#stopped.signal);
    const { header, cues, charset, sure } = read;
    return { list: new CueList(header, cues), name: charset, sure };
  }

  #source({ place }: SidecarFile): SourceRef {
    const source = this.#options.library.besideFile(place);
    if (source !== null) return source;
    throw new HaemaError('SOURCE_OFFLINE', 'the folder of these subtitles is away');
  }
}
