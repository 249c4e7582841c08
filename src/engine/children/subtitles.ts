/** Subtitles by engine children: what these report is looked at before it is believed. */
import { z } from 'zod';
import { HaemaError } from '../../core/errors.ts';
import type { Cues, SubtitleCalls } from '../subtitles.ts';
import type { Crew } from './crew.ts';

const int = z.int();
const text = z.string();

const CUE = z
  .strictObject({
    start: int,
    end: int,
    style: text,
    layer: int,
    text,
    event: z
      .strictObject({
        order: int,
        name: text,
        margins: z.tuple([int, int, int]).readonly(),
        effect: text,
      })
      .exactOptional(),
  })
  .refine(({ start, end }) => start < end);

const CUES: z.ZodType<Cues> = z.strictObject({
  header: text,
  cues: z.array(CUE),
  bytesRead: z.number().min(0),
});
const CUES_OR_NULL = CUES.nullable();

const believed = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const { data, error } = schema.safeParse(value);
  if (error !== undefined) {
    throw new HaemaError('ENGINE_FAILED', 'an engine child told nonsense of subtitles', {
      cause: error,
    });
  }
  return data as T;
};

/** @throws ENGINE_FAILED for what are none */
export const toCuesOrNull = (value: unknown): Cues | null => believed(CUES_OR_NULL, value);

export const subtitlesBy = (crew: Pick<Crew, 'run'>): SubtitleCalls => ({
  cues: async (request, signal, onStall) =>
    toCuesOrNull(
      await crew.run({ call: 'cues', args: [request], source: request.source, onStall }, signal),
    ),
});
