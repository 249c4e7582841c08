/** Segments as they are asked for: from the cache, from a job that runs already, or a new one. */
import type { Cache } from '../cache/cache.ts';
import type { Ticks } from '../core/ticks.ts';
import type { Container, Engine, OnStall, Segment, SegmentRequest } from '../engine/types.ts';
import { ActiveStreams } from './active-streams.ts';
import { Flight, type Made } from './flight.ts';
import { IFRAME_RENDITION } from './iframes.ts';
import type { Inits } from './inits.ts';
import type { Urgency } from './job.ts';
import type { JobKind, Meter, SegmentPlace } from './meter.ts';
import type { Scheduler } from './scheduler.ts';
import type { ServedTitle } from './served-title.ts';
import { stepsOf } from './steps.ts';
import {
  boundariesOf,
  type Choice,
  hasPictures,
  isCopied,
  LARGE_COPY,
  segmentRequest,
  type Title,
  trackInit,
} from './title.ts';
import { stale, type Titles } from './titles.ts';
import { Viewers } from './viewers.ts';

export interface SegmentQuery extends Choice {
  readonly videoId: string;
  readonly container: Container;
  readonly name: number | 'init';
  /** From the playlist; null asks for the current one. */
  readonly version: string | null;
}

export interface ServedSegment extends Omit<Made, 'more'> {
  /** Each time the next part of one that is sent part by part; null behind the last one. */
  readonly rest: (() => Promise<Buffer | null>) | null;
  /** Names the bytes: an entity tag, without its quotes. */
  readonly tag: string;
}

export interface SegmentServiceOptions {
  readonly engine: Engine;
  readonly titles: Titles;
  readonly inits: Inits;
  readonly cache: Cache;
  /** For what is soon made again: copies. */
  readonly memory: Cache;
  readonly scheduler: Scheduler;
  readonly meter?: Meter;
}

/** How segments are treated that cost as much as these do. */
interface Care {
  readonly kind: JobKind;
  /** Made ahead for every live viewer. */
  readonly ahead: number;
  /** Larger ones are kept nowhere, in bytes. */
  readonly keptBytes: number;
}

const MADE: Care = { kind: 'transcode', ahead: 2, keptBytes: Number.POSITIVE_INFINITY };
/** Somebody who seeks looks at one here and one there. */
const IFRAME: Care = { ...MADE, kind: 'iframe', ahead: 0 };
/** Read from the file, which is there anyway. */
const COPIED: Care = { kind: 'copy', ahead: 1, keptBytes: LARGE_COPY };

/** What a part takes of memory while it is made: itself, twice, and what is read ahead of it. */
const PART_BYTES = 4 * 1024 * 1024;

/** A player that gave up on a slow segment comes back for it within this time. */
const LINGER_MS = 15_000;

/** A segment's place: what must be known to make it or to find it. */
interface Spot {
  readonly served: ServedTitle;
  readonly care: Care;
  readonly boundaries: readonly Ticks[];
  readonly choice: Choice;
  readonly version: string;
  readonly index: number;
  readonly key: string;
}

const FROM_MEMORY = [{ name: 'cache', ms: 0 }] as const;

export class SegmentService {
  readonly #options: SegmentServiceOptions;
  readonly #flights = new Map<string, Flight>();
  readonly #viewers = new Viewers();
  readonly #active = new ActiveStreams();

  constructor(options: SegmentServiceOptions) {
    this.#options = options;
  }

  /** A segment that can be had without waiting: asked for by version, and in memory. */
  getNow(query: SegmentQuery, viewer: string): ServedSegment | null {
    if (query.name === 'init' || query.version === null) return null;
    const served = this.#options.titles.withVersion(query.videoId, query, query.version);
    if (served === null) return null;
    const spot = spotOf(served, query, query.version, query.name);
    const data = this.#cacheOf(spot).getNow(spot.key);
    if (data === null) return null;
    this.#active.note(viewer, query.videoId);
    this.#options.meter?.segmentSent(spot.care.kind, 'memory');
    return this.#deliver(spot, viewerOf(spot, viewer), { data, timing: FROM_MEMORY }, null);
  }

  /** @throws STALE_PLAYLIST for another version, NOT_FOUND, BUSY, or what the engine throws. */
  async get(query: SegmentQuery, viewer: string, signal: AbortSignal): Promise<ServedSegment> {
    const served = await this.#titleFor(query);
    const version = served.version(query);
    if (query.name === 'init') {
      return {
        data: await this.#init(served, query.rendition),
        timing: [],
        rest: null,
        tag: `${version}-init`,
      };
    }
    this.#active.note(viewer, query.videoId);
    const spot = spotOf(served, query, version, query.name);
    const request = segmentRequest(served.title, query, query.name);
    const name = viewerOf(spot, viewer);
    if (!this.#viewers.isNear(name, spot.index, spot.care.ahead)) this.#setAhead(name, new Set());
    const dueAt = this.#viewers.dueAt(name, spot.index);
    const made = await this.#flight(spot, request, 'interactive').join(signal, dueAt);
    const rest = made.more ? this.#rest(spot, request, dueAt, signal) : null;
    this.#options.meter?.segmentSent(spot.care.kind, placeOf(made));
    return this.#deliver(spot, name, made, rest);
  }

  get counts(): { readonly flights: number; readonly viewers: number } {
    return { flights: this.#flights.size, viewers: this.#viewers.size };
  }

  /** Viewers, once for each title, that have asked for a segment in the last half minute. */
  get activeStreams(): number {
    return this.#active.count;
  }

  /** Gives up all that is being made. */
  stop(): void {
    for (const flight of this.#flights.values()) flight.cancel();
  }

  async #titleFor(query: SegmentQuery): Promise<ServedTitle> {
    const { titles } = this.#options;
    const { videoId, version } = query;
    if (version === null) return titles.get(videoId);
    const known = titles.withVersion(videoId, query, version);
    if (known !== null) return known;
    const current = await titles.get(videoId);
    if (!current.isNamed(version, query)) throw stale();
    return current;
  }

  #flight(spot: Spot, request: SegmentRequest, urgency: Urgency): Flight {
    const { key } = spot;
    const { part } = request;
    const known = this.#flights.get(key);
    if (known?.over === false) return known;
    const flight = new Flight({
      scheduler: this.#options.scheduler,
      cache: this.#cacheOf(spot),
      keptBytes: part === null ? spot.care.keptBytes : 0,
      lingerMs: part === null || part === 0 ? LINGER_MS : 0,
      key,
      kind: spot.care.kind,
      urgency,
      bytes: part === null ? copiedBytes(spot) : PART_BYTES,
      make: (signal, onStall) => this.#make(spot, request, signal, onStall),
    });
    this.#flights.set(key, flight);
    void flight.ended.then(() => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    return flight;
  }

  /** Nobody comes back for a part: it is made while its reader waits, or not at all. */
  #rest(spot: Spot, request: SegmentRequest, dueAt: number, signal: AbortSignal) {
    let part = 0;
    let more = true;
    return async (): Promise<Buffer | null> => {
      if (!more) return null;
      part++;
      const own = { ...spot, key: `${spot.key}/${part}` };
      const flight = this.#flight(own, { ...request, part }, 'interactive');
      const made = await flight.join(signal, dueAt);
      ({ more } = made);
      return made.data;
    };
  }

  async #make(
    { served, care }: Spot,
    request: SegmentRequest,
    signal: AbortSignal,
    onStall: OnStall,
  ): Promise<Segment> {
    const { engine, titles, meter } = this.#options;
    const segment = await titles.whileSame(served, () =>
      served.snapshot.read((source) => engine.segment({ ...request, source }, signal, onStall)),
    );
    meter?.segmentMade(care.kind, stepsOf(segment.stats));
    return segment;
  }

  #deliver(
    spot: Spot,
    name: string,
    { data, timing }: Pick<Made, 'data' | 'timing'>,
    rest: ServedSegment['rest'],
  ): ServedSegment {
    const { boundaries, version, index } = spot;
    const length = (boundaries[index + 1] ?? 0) - (boundaries[index] ?? 0);
    for (const [gone, keys] of this.#viewers.served(name, index, length)) {
      this.#unwant(gone, keys);
    }
    this.#makeAhead(spot, name);
    return { data, timing, rest, tag: `${version}-${index}` };
  }

  /** The next segments, unless they are there; what was made for where the viewer was is not. */
  #makeAhead({ served, choice, version, index, care, boundaries }: Spot, name: string): void {
    const last = boundaries.length - 2;
    const wanted = new Set<string>();
    for (let next = index + 1; next <= Math.min(index + care.ahead, last); next++) {
      const spot = spotOf(served, choice, version, next);
      if (!isKept(spot) || this.#cacheOf(spot).getNow(spot.key) !== null) continue;
      wanted.add(spot.key);
      this.#flight(spot, segmentRequest(served.title, choice, next), 'prefetch').want(name);
    }
    this.#setAhead(name, wanted);
  }

  #cacheOf({ care }: Spot): Cache {
    return care.kind === 'copy' ? this.#options.memory : this.#options.cache;
  }

  async #init(served: ServedTitle, rendition: string): Promise<Buffer> {
    const { inits, titles } = this.#options;
    const { made, copied } = trackInit(served.title, rendition);
    if (made !== null) return inits.get(made);
    return titles.whileSame(served, () => inits.copied(copied, served.snapshot));
  }

  #setAhead(name: string, keys: ReadonlySet<string>): void {
    this.#unwant(name, this.#viewers.setAhead(name, keys));
  }

  #unwant(name: string, keys: readonly string[]): void {
    for (const key of keys) this.#flights.get(key)?.unwant(name);
  }
}

const placeOf = ({ timing }: Made): SegmentPlace => (timing[0]?.name === 'cache' ? 'disk' : 'made');

const spotOf = (served: ServedTitle, choice: Choice, version: string, index: number): Spot => {
  const key = `${served.videoId}/${version}/${index}`;
  const { title } = served;
  const boundaries = boundariesOf(title, choice.rendition);
  const care = careOf(title, choice.rendition);
  return { served, care, boundaries, choice, version, index, key };
};

const careOf = (title: Title, rendition: string): Care => {
  if (rendition === IFRAME_RENDITION) return IFRAME;
  return isCopied(title, rendition) ? COPIED : MADE;
};

/** Of pictures that are copied, at most; what is made is small. */
const copiedBytes = ({ served, choice, index }: Spot): number => {
  const { copy } = served.title;
  return copy?.name === choice.rendition ? (copy.cuts.bytes[index] ?? 0) : 0;
};

/** What would be thrown away before it is asked for is not made ahead. */
const isKept = (spot: Spot): boolean => copiedBytes(spot) < spot.care.keptBytes;

/** Sound and pictures are asked for side by side, each in its own order. */
const viewerOf = ({ served, choice: { rendition } }: Spot, viewer: string): string => {
  const playing = hasPictures(served.title, rendition) ? 'video' : 'audio';
  const kind = rendition === IFRAME_RENDITION ? 'iframes' : playing;
  return `${viewer} ${served.videoId} ${kind}`;
};
