/** How many viewers this machine makes pictures for, by making some. */
import { availableParallelism } from 'node:os';
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

/** Segments for each processor: the first opens the file and starts the decoder. */
const ROUNDS = 3;

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
  const count = segmentCount(title);
  const jobs = Math.min(count, ROUNDS * availableParallelism());
  const from = Math.floor((count - jobs) / 2);
  const requests = Array.from({ length: jobs }, (_, at) =>
    segmentRequest(title, { rendition, container: 'ts' }, from + at),
  );
  const ticks = requests.reduce((sum, { start, end }) => sum + end - start, 0);
  const began = performance.now();
  await Promise.all(requests.map((request) => wholeSegment(engine, request)));
  return toSeconds(ticks) / ((performance.now() - began) / 1000);
};

export const speedFindings = (speeds: readonly RungSpeed[]): Finding[] =>
  speeds.map(({ name, speed }) => {
    const line = `${name}: ${speed.toFixed(1)} times as fast as it plays`;
    if (speed >= SUSTAINED) return fine(`${line}, ${viewers(Math.floor(speed / SUSTAINED))}`);
    return wrong(line, 'too slow to watch: smaller sizes play, or try a faster --preset');
  });

const viewers = (count: number): string =>
  count === 1 ? 'enough for one viewer' : `enough for ${count} viewers`;
