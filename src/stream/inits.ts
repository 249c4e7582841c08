/** Initialisation segments, which also tell the codec's exact name. Kept by what they depend on. */
import { dropOldest } from '../core/drop-oldest.ts';
import type { CopyInitRequest, Engine, InitRequest } from '../engine/types.ts';
import { AAC_LC, avcCodec } from '../hls/codecs.ts';
import type { Snapshot } from './snapshot.ts';

/** A copy's init segment takes one look at the first packets of its file. */
const LIMIT_MS = 30_000;

/** Some kilobytes each. */
const KEPT = 512;

export class Inits {
  readonly #engine: Pick<Engine, 'init' | 'copyInit'>;
  readonly #inits = new Map<string, Promise<Buffer>>();

  constructor(engine: Pick<Engine, 'init' | 'copyInit'>) {
    this.#engine = engine;
  }

  get(request: InitRequest): Promise<Buffer> {
    return this.#once(JSON.stringify(request), () => this.#engine.init(request));
  }

  /** Reads the file. */
  copied(request: CopyInitRequest, snapshot: Snapshot): Promise<Buffer> {
    return this.#once(JSON.stringify(request), () =>
      snapshot.read((source) =>
        this.#engine.copyInit({ ...request, source }, AbortSignal.timeout(LIMIT_MS)),
      ),
    );
  }

  /** RFC 6381 names, pictures first. TS carries the same streams as the init segment tells of. */
  async codecs({ video, audio }: InitRequest): Promise<string[]> {
    const names = audio === null ? [] : [AAC_LC];
    return video === null ? names : [avcCodec(await this.get({ video, audio: null })), ...names];
  }

  #once(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const known = this.#inits.get(key);
    if (known !== undefined) {
      return known;
    }
    const making = make();
    this.#inits.set(key, making);
    making.catch(() => this.#inits.delete(key));
    dropOldest(this.#inits, KEPT);
    return making;
  }
}
