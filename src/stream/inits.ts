/** Initialisation segments, which also tell the codec's exact name. Kept by what they depend on. */
import type { Engine, InitRequest } from '../engine/types.ts';
import { AAC_LC, avcCodec } from '../hls/codecs.ts';

/** Some kilobytes each. */
const KEPT = 512;

export class Inits {
  readonly #engine: Pick<Engine, 'init'>;
  readonly #inits = new Map<string, Promise<Buffer>>();

  constructor(engine: Pick<Engine, 'init'>) {
    this.#engine = engine;
  }

  get(request: InitRequest): Promise<Buffer> {
    const key = JSON.stringify(request);
    const known = this.#inits.get(key);
    if (known !== undefined) {
      return known;
    }
    const making = this.#engine.init(request);
    this.#inits.set(key, making);
    making.catch(() => this.#inits.delete(key));
    for (const oldest of this.#inits.keys()) {
      if (this.#inits.size <= KEPT) break;
      this.#inits.delete(oldest);
    }
    return making;
  }

  /** RFC 6381 names, pictures first. TS carries the same streams as the init segment tells of. */
  async codecs({ video, audio }: InitRequest): Promise<string[]> {
    const names = audio === null ? [] : [AAC_LC];
    return video === null ? names : [avcCodec(await this.get({ video, audio: null })), ...names];
  }
}
