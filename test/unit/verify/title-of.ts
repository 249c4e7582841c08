import type { Engine, Probe } from '../../../src/engine/types.ts';
import type { Title } from '../../../src/stream/title.ts';
import { makeSubject, type Subject } from '../../../src/verify/subject.ts';

const SEGMENT = 180_000;

/** A title of segments of two seconds at 25 frames a second. What no check reads is left out. */
export const titleOf = ({ segments }: { readonly segments: number }): Title => {
  const transcode = Array.from({ length: segments + 1 }, (_, index) => index * SEGMENT);
  const frameRate = { num: 25, den: 1 };
  const video = { kind: 'video', index: 0, start: 0, frameRate, constantRate: true };
  const probe = {
    origin: 0,
    duration: segments * SEGMENT,
    durationFrom: 'header',
    video: 0,
    audio: 1,
    streams: [{ ...video, dynamicRange: 'sdr' }],
    index: { frames: new Float64Array() },
    pieces: [],
  };
  return {
    source: { root: '/', path: 'film' },
    probe: probe as unknown as Probe,
    grid: { copy: [], transcode },
    ladder: [720, 480, 240].map((box) => ({ name: `${box}p_h264`, box })),
    audioTracks: [{ recipe: { sampleRate: 48_000, channels: 2, bitRate: 160_000 } }],
    targetDuration: 2,
  } as unknown as Title;
};

/** For checks that ask nothing of the engine. */
export const subjectOf = (title: Title): Subject =>
  makeSubject({} as unknown as Engine, title, undefined);
