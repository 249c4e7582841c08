/** Titles opened and segments made by the engine in this process. */
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEngine } from '../../src/engine/engine.ts';
import type { Container, Segment } from '../../src/engine/types.ts';
import {
  AUDIO_RENDITION,
  openTitle,
  segmentCount,
  segmentRequest,
  type Title,
} from '../../src/stream/title.ts';

export const engine = createEngine();

/** What the engine keeps by default; 0 makes every segment a cold one. */
export const POOL_BYTES = 512 * 1024 * 1024;

export const open = (file: string): Promise<Title> =>
  openTitle(engine, { root: dirname(file), path: basename(file) });

/** The cheapest one with pictures; that of sound where there are none. */
export const smallest = (title: Title): string => title.ladder.at(-1)?.name ?? AUDIO_RENDITION;

export const largest = (title: Title): string => title.ladder[0]?.name ?? AUDIO_RENDITION;

export const indexesOf = (title: Title): number[] =>
  Array.from({ length: segmentCount(title) }, (_, index) => index);

export const make = (
  title: Title,
  rendition: string,
  index: number,
  container: Container = 'ts',
  signal?: AbortSignal,
): Promise<Segment> =>
  engine.segment(segmentRequest(title, { rendition, container }, index), signal);

/** All of a rendition, one after the other. */
export const makeAll = async (
  title: Title,
  rendition: string,
  container: Container,
): Promise<Segment[]> => {
  const segments: Segment[] = [];
  for (const index of indexesOf(title)) {
    segments.push(await make(title, rendition, index, container));
  }
  return segments;
};

export const hashOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** How often it is looked at: a look at each turn would keep the loop from whom it waits for. */
const LOOK_MS = 5;

/** Until it holds; the test's own timeout is the bound. */
export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) {
    await sleep(LOOK_MS);
  }
};
