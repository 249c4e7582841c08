/** Which key pictures of a video are looked at. Pure. */
import { HaemaError } from '../../core/errors.ts';
import type { Ticks } from '../../core/ticks.ts';
import type { PictureRequest } from '../../engine/pictures.ts';
import type { MediaIndex, Probe } from '../../engine/types.ts';
import { shapeOf } from '../../hls/ladder.ts';
import { keyFrame, keyFrameAt, videoOf } from '../title.ts';

/** How far into a film, in the order in which they are looked at; most of them are seldom. */
const LIKELY = [
  ...[0.2, 0.35, 0.1, 0.5, 0.05, 0.28, 0.42, 0.15, 0.57, 0.72, 0.9],
  ...[0.02, 0.24, 0.39, 0.64, 0.8, 0.08, 0.31, 0.46, 0.53, 0.68, 0.84, 0.95, 0.12, 0.61],
];

/** Without an index each takes reading. */
const FEW = 4;

type Places = Pick<PictureRequest, 'times' | 'seeks'>;

/** Of which the best is to be shown. */
export const likelyPlaces = ({ index, duration }: Probe): Places => {
  const parts = index.keyframes.length === 0 ? LIKELY.slice(0, FEW) : LIKELY;
  return placesOf(
    index,
    parts.map((part) => Math.round(part * duration)),
    true,
  );
};

/** The key picture that is on the screen, or the last one before it, at each of these times. */
export const placesAt = ({ index }: Probe, times: readonly Ticks[]): Places =>
  placesOf(index, times, false);

const placesOf = (index: MediaIndex, times: readonly Ticks[], distinct: boolean): Places => {
  const none = new Float64Array();
  if (index.keyframes.length === 0) return { times: Float64Array.from(times), seeks: none };
  const keys = times.flatMap((time) => keyFrameAt(index, time) ?? keyFrame(index, 0) ?? []);
  const wanted = distinct
    ? keys.filter((key, at) => keys.findIndex(({ time }) => time === key.time) === at)
    : keys;
  return {
    times: Float64Array.from(wanted, ({ time }) => time),
    seeks: Float64Array.from(wanted, ({ seek }) => seek),
  };
};

/** The picture that a file carries of itself, such as the cover of a record. */
export const coverStream = ({ streams }: Probe): number | null =>
  streams.find(({ dispositions }) => dispositions.includes('attached_pic'))?.index ?? null;

/** It is the only one of its stream. */
export const COVER_PLACES: Places = { times: Float64Array.of(0), seeks: new Float64Array() };

/** @throws NOT_FOUND for a file without pictures */
export const pictureStream = (
  probe: Probe,
): Pick<PictureRequest, 'stream' | 'origin' | 'shape'> => {
  const video = videoOf(probe);
  if (video === null) throw new HaemaError('NOT_FOUND', 'this file has no pictures');
  return { stream: video.index, origin: probe.origin, shape: shapeOf(video) };
};
