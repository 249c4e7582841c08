/** Copied segments of a title, on the cuts that its pictures allow. */
import assert from 'node:assert/strict';
import { lowerBound } from '../../src/core/lower-bound.ts';
import { TICKS_PER_SECOND, type Ticks } from '../../src/core/ticks.ts';
import type {
  AudioRecipe,
  Container,
  CutFacts,
  Engine,
  KeyFrame,
  Segment,
  SegmentRequest,
} from '../../src/engine/types.ts';
import { recipes, type Title } from '../../src/stream/title.ts';
import type { InitTrack } from '../../src/verify/mp4-parser.ts';
import { engine, smallest } from './title.ts';

const UNUSABLE = 2;

const keyAt = ({ probe }: Title, time: Ticks): KeyFrame => {
  const { keyframes, seeks } = probe.index;
  const at = lowerBound(keyframes, time);
  assert.equal(keyframes[at], time);
  return { time, seek: seeks[at] ?? 0 };
};

/** What the engine says of the first key frame and of the inner cuts of the grid. */
export const cutsOf = (title: Title, by: Engine = engine): Promise<CutFacts> => {
  const keys = [title.probe.index.keyframes[0] ?? 0, ...title.grid.copy.slice(1, -1)].map((time) =>
    keyAt(title, time),
  );
  const { source, probe } = title;
  const times = Float64Array.from(keys, ({ time }) => time);
  const seeks = Float64Array.from(keys, ({ seek }) => seek);
  const stream = probe.video ?? -1;
  return by.cuts({ source, stream, origin: probe.origin, times, seeks });
};

/** The boundaries that may be cut at. */
export const boundariesOf = (title: Title, { kinds }: CutFacts): Ticks[] =>
  title.grid.copy.filter((_, i) => kinds[i] !== UNUSABLE);

/** In TS with the sound as the title transcodes it, or as it is. */
export const copyRequests = (
  title: Title,
  boundaries: readonly Ticks[],
  container: Container,
  sound: 'transcoded' | 'copied' = 'transcoded',
): SegmentRequest[] =>
  boundaries.slice(0, -1).map((start, index) => {
    const last = index === boundaries.length - 2;
    const end = boundaries[index + 1] ?? 0;
    return {
      source: title.source,
      container,
      index,
      origin: title.probe.origin,
      start,
      end,
      first: index === 0,
      last,
      part: null,
      key: index === 0 ? null : keyAt(title, start),
      nextKey: last ? null : keyAt(title, end),
      copy: {
        video: { stream: title.probe.video ?? -1 },
        audio: sound === 'copied' ? { stream: title.probe.audio ?? -1 } : null,
      },
      video: null,
      audio: container === 'ts' && sound === 'transcoded' ? soundOf(title) : null,
    };
  });

const soundOf = (title: Title): AudioRecipe | null =>
  recipes(title, { rendition: smallest(title), container: 'ts' }).audio;

export const makeCopies = async (requests: readonly SegmentRequest[]): Promise<Segment[]> => {
  const segments: Segment[] = [];
  for (const request of requests) segments.push(await engine.segment(request));
  return segments;
};

export const copyInit = ({ source, probe }: Title, by: Engine = engine): Promise<Buffer> =>
  by.copyInit({ source, video: { stream: probe.video ?? -1 }, audio: null });

/** As all our init segments have it. */
export const TRACK: InitTrack = {
  id: 1,
  kind: 'video',
  timescale: TICKS_PER_SECOND,
  defaultDuration: 0,
  hasEditList: false,
  sampleEntry: '',
  parameterSets: [],
  lengthSize: 4,
  audioConfig: '',
  width: 0,
  height: 0,
};
