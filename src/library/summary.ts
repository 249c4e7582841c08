/** What lists tell of a video besides its names: in what form it is there. */
import * as z from 'zod';
import type { Probe } from '../engine/types.ts';

/** Streams of a kind that are told of, and letters of a language: containers may say anything. */
const MOST_STREAMS = 40;
const MOST_LETTERS = 35;

const PICTURE = z.strictObject({
  /** Square pixels: the longer and the shorter side. */
  long: z.number().positive(),
  short: z.number().positive(),
  /** `sdr`, `pq`, `hlg` or `dolby-vision`. */
  range: z.string(),
});

const LANGUAGE = z.string().nullable();

const TOLD = z
  .strictObject({
    /** Null for sound alone. */
    picture: PICTURE.nullable(),
    /** The default track first. Languages as the container says them. */
    audio: z.array(
      z.strictObject({ language: LANGUAGE, channels: z.int().positive(), layout: z.string() }),
    ),
    /** Languages of those in the file. */
    subtitles: z.array(LANGUAGE),
  })
  .readonly();

export type Told = z.infer<typeof TOLD>;

export const toldOf = (probe: Omit<Probe, 'index'>): Told => {
  const picture = probe.video === null ? undefined : probe.streams[probe.video];
  const audio = probe.streams.filter((it) => it.kind === 'audio').filter((it) => it.channels > 0);
  const isDefault = ({ index }: { readonly index: number }): number =>
    Number(index === probe.audio);
  const subtitles = probe.streams.filter((it) => it.kind === 'subtitle');
  return {
    picture: picture?.kind === 'video' ? pictureOf(picture) : null,
    audio: audio
      .toSorted((a, b) => isDefault(b) - isDefault(a))
      .slice(0, MOST_STREAMS)
      .map(({ language, channels, channelLayout }) => {
        return { language: short(language), channels, layout: channelLayout };
      }),
    subtitles: subtitles.slice(0, MOST_STREAMS).map(({ language }) => short(language)),
  };
};

type VideoStream = Extract<Probe['streams'][number], { readonly kind: 'video' }>;

const pictureOf = ({ width, height, sampleAspect, dynamicRange }: VideoStream) => {
  const { num, den } = sampleAspect;
  const wide = Math.max(1, num > 0 && den > 0 ? (width * num) / den : width);
  const high = Math.max(1, height);
  return { long: Math.max(wide, high), short: Math.min(wide, high), range: dynamicRange };
};

const short = (language: string | null): string | null => language?.slice(0, MOST_LETTERS) ?? null;

/** Null for what was not told here. */
export const parseTold = (text: string): Told | null => {
  try {
    return TOLD.parse(JSON.parse(text));
  } catch {
    return null;
  }
};
