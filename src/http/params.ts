/** What paths and queries may hold: closed vocabularies, checked once, here. */
import { z } from 'zod';
import { HaemaError } from '../core/errors.ts';
import { VIDEO_ID } from '../core/ids.ts';
import type { Call } from './route.ts';

const SEGMENT_FILE = /^(?:(?<index>0|[1-9]\d{0,6})\.(?<extension>ts|m4s)|init\.mp4)$/;

const videoId = z.string().regex(VIDEO_ID, 'an id is 16 letters a to z or digits 2 to 7');
const rendition = z
  .string()
  .regex(/^[a-z0-9]{1,16}_[a-z0-9]{1,16}$/, 'renditions are named like 720p_h264 or audio_aac');
const container = z.enum(['ts', 'fmp4'], 'container is ts or fmp4').default('ts');
const audio = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,3})$/, 'audio is the index of a stream, such as 1')
  .transform(Number)
  .optional();
const version = z
  .string()
  .regex(/^[\w-]{1,64}$/, 'v is a name from a playlist')
  .nullable()
  .default(null);
const kind = z.enum(['movie', 'series'], 'kind is movie or series').optional();
const limit = z
  .string()
  .regex(/^[1-9]\d{0,3}$/, 'limit is a number from 1 to 9999')
  .transform(Number)
  .optional();
const cursor = z
  .string()
  .regex(/^[\w-]{1,2048}$/, 'cursor is one from the Link of the page before')
  .optional();
const search = z.string().max(200, 'search has at most 200 characters').optional();
const file = z
  .string()
  .regex(SEGMENT_FILE, 'segments are named like 12.ts, 12.m4s or init.mp4')
  .transform((name) => {
    const { index, extension } = SEGMENT_FILE.exec(name)?.groups ?? {};
    return {
      name: index === undefined ? ('init' as const) : Number(index),
      container: extension === 'ts' ? ('ts' as const) : ('fmp4' as const),
    };
  });

export const VIDEO = z.object({ videoId });
export const SHOWS = z.object({ kind, limit, cursor, search });
export const SHOW = z.object({ showId: videoId });
export const MASTER = z.object({ videoId, container, audio });
export const MEDIA = z.object({ videoId, rendition, container, audio });
export const SEGMENT = z.object({ videoId, rendition, file, audio, v: version });

/** Names that the schema does not know are ignored. @throws BAD_REQUEST telling what is expected */
export const read = <T>(schema: z.ZodType<T>, { request, params }: Call): T => {
  const query = request.query === '' ? {} : Object.fromEntries(new URLSearchParams(request.query));
  return parsed(schema, { ...query, ...params });
};

/** @throws BAD_REQUEST telling what is expected */
export const parsed = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new HaemaError(
    'BAD_REQUEST',
    result.error.issues[0]?.message ?? 'the request is malformed',
  );
};
