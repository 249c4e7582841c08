/** Subtitles by engine children: what these report is looked at before it is believed. */
import { z } from 'zod';
import { HaemaError } from '../../core/errors.ts';
import type { CueScan, Cues, Sidecar, SubtitleCalls } from '../subtitles.ts';
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
    settings: text.exactOptional(),
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

const fields = { header: text, cues: z.array(CUE), bytesRead: z.number().min(0) };
const CUES: z.ZodType<Cues> = z.strictObject(fields);
const CUES_OR_NULL = CUES.nullable();

const SIDECAR: z.ZodType<Sidecar> = z.strictObject({
  ...fields,
  charset: text.max(40),
  sure: z.boolean(),
});

const ATTACHMENT = z.instanceof(Buffer);

const SCAN: z.ZodType<CueScan> = z.strictObject({
  tracks: z.array(CUES),
  upTo: int.min(0),
  place: int.min(1).nullable(),
});

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

/** @throws ENGINE_FAILED for what is none, or has another number of tracks */
export const toCueScan = (value: unknown, tracks: number): CueScan => {
  const scan = believed(SCAN, value);
  return scan.tracks.length === tracks ? scan : believed(SCAN, null);
};

/** @throws ENGINE_FAILED for what is none */
export const toSidecar = (value: unknown): Sidecar => believed(SIDECAR, value);

export const subtitlesBy = (crew: Pick<Crew, 'run'>): SubtitleCalls => ({
  cues: async (request, signal, onStall) =>
    toCuesOrNull(
      await crew.run({ call: 'cues', args: [request], source: request.source, onStall }, signal),
    ),
  cueScan: async (request, signal, onStall) =>
    toCueScan(
      await crew.run({ call: 'cueScan', args: [request], source: request.source, onStall }, signal),
      request.streams.length,
    ),
  sidecar: async (request, signal, onStall) =>
    toSidecar(
      await crew.run({ call: 'sidecar', args: [request], source: request.source, onStall }, signal),
    ),
  attachment: async (request, signal, onStall) => {
    const { source } = request;
    const call = { call: 'attachment', args: [request], source, onStall };
    return believed(ATTACHMENT, await crew.run(call, signal));
  },
});
