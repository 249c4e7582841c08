/** What the last segment of pictures took: on the way, and at the server. */
import type Hls from 'hls.js';
import { Events } from 'hls.js';

export interface SegmentNote {
  readonly bytes: number;
  /** Milliseconds from the request to the first byte, and to the last. */
  readonly first: number;
  readonly all: number;
  /** Where the server's time went, as it tells: milliseconds by stage. */
  readonly server: readonly Stage[];
}

export interface Stage {
  readonly name: string;
  readonly ms: number;
}

/** @returns the newest one */
export const noteSegments = (hls: Hls): (() => SegmentNote | null) => {
  let last: SegmentNote | null = null;
  hls.on(Events.FRAG_LOADED, (_, { frag, networkDetails }) => {
    if (frag.type !== 'main') return;
    const { loading, total } = frag.stats;
    last = {
      bytes: total,
      first: loading.first - loading.start,
      all: loading.end - loading.start,
      server: stagesOf(headerOf(networkDetails)),
    };
  });
  return () => last;
};

/** The page is told of this by the request only: `serverTiming` needs a secure context. */
const headerOf = (details: unknown): string =>
  (details instanceof XMLHttpRequest ? details.getResponseHeader('Server-Timing') : null) ?? '';

/** `queue;dur=1.2, encode;dur=310` */
export const stagesOf = (header: string): Stage[] =>
  header
    .split(',')
    .map((part) => /^\s*([\w-]+)(?:.*;\s*dur=([\d.]+))?/.exec(part))
    .filter((found) => found !== null)
    .map(([, name = '', ms = '0']) => ({ name, ms: Number(ms) }));
