/** Subtitles of a disc in two files beside a video: which tracks their `.idx` tells of. */
import { remembered } from '../../core/remembered.ts';
import type { Engine, SourceRef } from '../../engine/types.ts';

export interface DiscTrack {
  /** As the files have it. */
  readonly number: number;
  /** As the `.idx` has it, mostly two letters; null where it says nothing. */
  readonly language: string | null;
}

/** As many as the engine takes; a disc has no more. */
const MOST_TRACKS = 32;
/** The engine takes no larger ones. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Of one look: nobody waits for what is done with it. */
const CHUNK = 128 * 1024;
/** Longer ones say nothing of tracks. */
const LONGEST_LINE = 1000;
/** Of files that were looked at. */
const KEPT = 200;

export class DiscTracks {
  readonly #engine: Pick<Engine, 'read'>;
  /** By file and version. */
  readonly #known = new Map<string, Promise<DiscTrack[]>>();

  constructor(engine: Pick<Engine, 'read'>) {
    this.#engine = engine;
  }

  /** Those with pictures: first the one that the file calls the chosen one. @throws READ_FAILED */
  of(index: SourceRef): Promise<DiscTrack[]> {
    return remembered(this.#known, JSON.stringify(index), KEPT, () => this.#read(index));
  }

  async #read(index: SourceRef): Promise<DiscTrack[]> {
    const lines = new IndexLines();
    let rest = '';
    for (let at = 0; at < MOST_BYTES; ) {
      const { bytes } = await this.#engine.read(index, at, CHUNK);
      if (bytes.length === 0) break;
      at += bytes.length;
      const whole = (rest + Buffer.from(bytes).toString('latin1')).split('\n');
      rest = whole.pop() ?? '';
      if (rest.length > LONGEST_LINE) rest = '';
      for (const line of whole) lines.take(line.trim());
    }
    lines.take(rest.trim());
    return lines.tracks();
  }
}

/** The engine reads the same lines, see VobSubIndex. */
class IndexLines {
  readonly #found = new Map<number, string | null>();
  #current: DiscTrack | null = null;
  #chosen = 0;

  take(line: string): void {
    if (line.startsWith('timestamp:')) {
      const { number, language } = this.#current ?? {};
      if (number === undefined || this.#found.has(number)) return;
      this.#found.set(number, language ?? null);
    } else if (line.startsWith('langidx:')) {
      this.#chosen = Number.parseInt(line.slice('langidx:'.length), 10);
    } else if (line.startsWith('id:')) {
      const { language = '', digits = '' } = TRACK.exec(line)?.groups ?? {};
      const number = digits === '' ? MOST_TRACKS : Number(digits);
      const told = /^[a-z]{2,3}$/i.test(language) ? language.toLowerCase() : null;
      this.#current = number < MOST_TRACKS ? { number, language: told } : null;
    }
  }

  tracks(): DiscTrack[] {
    const all = [...this.#found].map(([number, language]) => ({ number, language }));
    const isLater = ({ number }: DiscTrack): number => (number === this.#chosen ? 0 : 1);
    return all.sort((a, b) => isLater(a) - isLater(b) || a.number - b.number);
  }
}

/** `id: de, index: 1` */
const TRACK = /^id:\s*(?<language>[^,]*?)\s*,.*?index:\s*(?<digits>\d{1,3})/;
