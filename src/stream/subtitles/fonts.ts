/** Fonts that a file has for its subtitles: for players that show ASS scripts as they are meant. */
import { extname } from 'node:path';
import { HaemaError } from '../../core/errors.ts';
import type { Engine, OtherStream } from '../../engine/types.ts';
import type { Title } from '../title.ts';
import type { Titles } from '../titles.ts';

export interface Font {
  /** In addresses: the index of its stream. */
  readonly font: number;
  /** As the container has it; hostile text. */
  readonly name: string | null;
  /** Media type. */
  readonly type: string;
}

const TYPES: Readonly<Record<string, string>> = {
  ttf: 'font/ttf',
  otf: 'font/otf',
  ttc: 'font/collection',
  woff: 'font/woff',
  woff2: 'font/woff2',
};

/** By its ending, and what libav makes of the container's own words. */
const typeOf = ({ codec, fileName, mimeType }: OtherStream): string | null => {
  const ending = extname(fileName ?? '')
    .slice(1)
    .toLowerCase();
  const known = [ending, codec].find((it) => Object.hasOwn(TYPES, it));
  if (known !== undefined) return TYPES[known] ?? null;
  return /font|truetype|opentype/i.test(mimeType ?? '') ? 'font/ttf' : null;
};

export const fontsOf = ({ probe }: Title): Font[] =>
  probe.streams.flatMap((stream) => {
    if (stream.kind !== 'other') return [];
    const type = typeOf(stream);
    return type === null ? [] : [{ font: stream.index, name: stream.fileName, type }];
  });

export interface FontQuery {
  readonly videoId: string;
  readonly font: number;
}

export interface FontsOptions {
  readonly engine: Pick<Engine, 'attachment'>;
  readonly titles: Pick<Titles, 'opened' | 'whileSame'>;
}

export class Fonts {
  readonly #options: FontsOptions;

  constructor(options: FontsOptions) {
    this.#options = options;
  }

  /** @throws NOT_FOUND, STALE_PLAYLIST, or what the engine throws */
  async get({ videoId, font }: FontQuery, signal: AbortSignal) {
    const { engine, titles } = this.#options;
    const served = await titles.opened(videoId);
    const found = fontsOf(served.title).find((it) => it.font === font);
    if (found === undefined) throw new HaemaError('NOT_FOUND', 'there is no such font');
    const data = await titles.whileSame(served, () =>
      served.snapshot.read((source) => engine.attachment({ source, stream: font }, signal)),
    );
    const { size, mtimeUs } = served.snapshot.source.version;
    return { data, type: found.type, tag: `${size.toString(36)}-${mtimeUs.toString(36)}-${font}` };
  }
}
