/** How many viewers this machine makes pictures for, by making some. */
import { availableParallelism } from 'node:os';
import { inLanes } from '../../core/lanes.ts';
import { toSeconds } from '../../core/ticks.ts';
import type { Engine } from '../../engine/types.ts';
import { segmentCount, segmentRequest, type Title } from '../../stream/title.ts';
import { wholeSegment } from '../../stream/whole-segment.ts';
import { type Finding, fine, wrong } from './finding.ts';

export interface RungSpeed {
  readonly name: string;
  /** Seconds of film that are made in a second, with all processors at work. */
  readonly speed: number;
}

/** Segments for each processor. */
const ROUNDS = 4;

/** What is left for what plays at another pace, and for all else that the machine does. */
const SUSTAINED = 1.2;

/** Of each size of the film, from the largest. */
export const measure = async (engine: Engine, title: Title): Promise<RungSpeed[]> => {
  const speeds: RungSpeed[] = [];
  for (const { name } of title.ladder) {
    speeds.push({ name, speed: await speedOf(engine, title, name) });
  }
  return speeds;
};

/** From the middle on: a film's beginning is often black. */
const speedOf = async (engine: Engine, title: Title, rendition: string): Promise<number> => {
  const atOnce = availableParallelism();
  const count = segmentCount(title);
  const jobs = Math.min(count, ROUNDS * atOnce);
  const from = Math.floor((count - jobs) / 2);
  const requests = Array.from({ length: jobs }, (_, at) =>
    segmentRequest(title, { rendition, container: 'ts' }, from + at),
  );
  const made: Made[] = [];
  const began = performance.now();
  await inLanes(requests, atOnce, async (request) => {
    await wholeSegment(engine, request);
    const seconds = toSeconds(request.end - request.start);
    made.push({ seconds, atMs: performance.now() - began });
  });
  return steadySpeed(made, atOnce);
};

/** A segment, and how long after the beginning of all of them it was there. */
export interface Made {
  readonly seconds: number;
  readonly atMs: number;
}

/**
 * Seconds of film a second, since as many segments were there as are made `atOnce`: those wait for
 * what happens once a film. Of fewer than twice as many all count: what was begun before the others
 * were there would count as if it had been made since.
 */
export const steadySpeed = (made: readonly Made[], atOnce: number): number => {
  const skipped = made.length >= 2 * atOnce ? atOnce : 0;
  const seconds = made.slice(skipped).reduce((sum, segment) => sum + segment.seconds, 0);
  const fromMs = skipped === 0 ? 0 : (made[skipped - 1]?.atMs ?? 0);
  return (1000 * seconds) / ((made.at(-1)?.atMs ?? 0) - fromMs);
};

export const speedFindings = (speeds: readonly RungSpeed[]): Finding[] =>
  speeds.map(({ name, speed }) => {
    const line = `${name}: ${speed.toFixed(1)} times as fast as it plays`;
    if (speed >= SUSTAINED) return fine(`${line}, ${viewers(Math.floor(speed / SUSTAINED))}`);
    return wrong(line, 'too slow to watch: smaller sizes play, or try a faster --preset');
  });

const viewers = (count: number): string =>
  count === 1 ? 'enough for one viewer' : `enough for ${count} viewers`;
