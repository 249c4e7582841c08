/** Players that behave as people do, only more of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { seededInts } from '../../test/support/seeded-ints.ts';
import type { Checker } from './checker.ts';
import type { Tally } from './tally.ts';
import type { Offer, Video } from './videos.ts';

export interface Context {
  readonly url: string;
  readonly videos: readonly Video[];
  readonly tally: Tally;
  readonly checker: Checker;
  /** Between two requests of a player, at most. */
  readonly pauseMs: number;
  readonly isOver: () => boolean;
}

/** One in so many leaves before it is answered, */
const LEAVES = 10;
/** within this time. */
const LEFT_MS = 300;
/** Who scrolls on does not wait longer for a picture: those who watch go first. */
const SCROLL_MS = 3000;
const SEGMENTS = 8;
const WORDS = ['a', 'film', 'h264', 'dolby', 'xyzzy', '7', 'hdr', 'vaapi'];

type Next = (most: number) => number;

export const playersOf = (context: Context, count: number): Promise<void>[] =>
  Array.from({ length: count }, (_, seed) => new Player(context, seed).play());

class Player {
  readonly #context: Context;
  readonly #next: Next;
  /** Else all of them are one viewer. */
  readonly #headers: Record<string, string>;

  constructor(context: Context, seed: number) {
    this.#context = context;
    this.#next = seededInts(1000 + seed);
    this.#headers = { 'User-Agent': `soak/${seed}` };
  }

  async play(): Promise<void> {
    while (!this.#context.isOver()) {
      const video = pick(this.#context.videos, this.#next);
      if (video === undefined) return;
      await this.#lookAround(video);
      // Another rendition, container or track of the same after each.
      for (let times = 1 + this.#next(3); times > 0; times--) await this.#watch(video);
    }
  }

  async #watch(video: Video): Promise<void> {
    const offer = pick(video.offers, this.#next);
    const container = pick(offer?.containers ?? [], this.#next) ?? 'ts';
    if (offer === undefined) return;
    const track = pick(video.tracks, this.#next);
    const isMuxed = container === 'ts' && offer.kind !== 'sound' && track !== undefined;
    const query = `container=${container}${isMuxed ? `&audio=${track}` : ''}`;
    const playlist = `${this.#base(video)}/${offer.name}/stream.m3u8?${query}`;
    const bytes = await this.#ask('playlist', playlist);
    const segments = bytes === null ? [] : (String(bytes).match(/^[^#\n]+$/gm) ?? []);
    let at = this.#next(segments.length || 1);
    for (let left = 1 + this.#next(SEGMENTS); left > 0; left--) {
      const segment = segments[at];
      if (segment === undefined || this.#context.isOver()) return;
      await this.#segment(video, offer, String(new URL(segment, playlist)));
      at = this.#next(3) === 0 ? this.#next(segments.length) : at + 1;
      await sleep(this.#next(this.#context.pauseMs + 1));
    }
  }

  async #segment(video: Video, offer: Offer, url: string): Promise<void> {
    const leavesMs = this.#next(LEAVES) === 0 ? this.#next(LEFT_MS) : null;
    const bytes = await this.#ask(offer.kind, url, leavesMs);
    if (bytes !== null) this.#context.checker.offer(video.id, url, bytes);
  }

  /** Lists, searches, pictures, subtitles, and where it stopped. */
  async #lookAround(video: Video): Promise<void> {
    const api = `${this.#context.url}/api/v1`;
    await this.#ask('search', `${api}/shows?search=${pick(WORDS, this.#next)}`);
    if (video.offers.some(({ kind }) => kind !== 'sound')) {
      await this.#ask('picture', `${api}/image/${video.id}/thumbnail?w=320`, SCROLL_MS);
    }
    const text = pick(video.subtitles, this.#next);
    if (text !== undefined) {
      await this.#ask('subtitles', `${this.#base(video)}/subtitle/${text}.vtt`, SCROLL_MS);
    }
    const body = JSON.stringify({ position: this.#next(5000), duration: 6000 });
    await this.#ask('progress', `${this.#base(video)}/progress`, null, { method: 'PUT', body });
    await this.#ask('continue', `${api}/continue`);
  }

  #base({ id }: Video): string {
    return `${this.#context.url}/api/v1/video/${id}`;
  }

  /** All of the answer; null for another than was asked for. */
  async #ask(
    kind: string,
    url: string,
    leavesMs: number | null = null,
    init: RequestInit = {},
  ): Promise<Buffer | null> {
    const signal = leavesMs === null ? null : AbortSignal.timeout(leavesMs);
    const { tally } = this.#context;
    const startedAt = performance.now();
    const tell = (of: string, code: string): void =>
      tally.add(of, code, performance.now() - startedAt, url);
    try {
      const reply = await fetch(url, { ...init, headers: this.#headers, signal });
      const bytes = Buffer.from(await reply.arrayBuffer());
      tell(`${kind}${placeOf(reply)}`, reply.ok ? 'ok' : codeIn(bytes));
      return reply.ok ? bytes : null;
    } catch (error) {
      tell(
        kind,
        signal?.aborted ? 'left' : `${error} ${error instanceof Error ? error.cause : ''}`,
      );
      return null;
    }
  }
}

const pick = <T>(from: readonly T[], next: Next): T | undefined => from[next(from.length || 1)];

/** Whether a segment was there already. */
const placeOf = (reply: Response): string => {
  const timing = reply.headers.get('server-timing');
  if (timing === null) return '';
  return timing.startsWith('cache') ? ' (cached)' : ' (made)';
};

const codeIn = (bytes: Buffer): string => {
  try {
    return (JSON.parse(String(bytes)) as { code: string }).code;
  } catch {
    return 'no problem+json';
  }
};

/** An open page. */
export const watchEvents = async ({ url, isOver }: Context): Promise<void> => {
  const ended = new AbortController();
  const reply = await fetch(`${url}/api/v1/events`, { signal: ended.signal });
  const reading = reply.body?.pipeTo(new WritableStream()).catch(() => undefined);
  while (!isOver()) await sleep(250);
  ended.abort();
  await reading;
};
