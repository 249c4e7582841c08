/** What paths and queries may hold: closed vocabularies, checked once, here. */
import * as z from 'zod';
import { HaemaError } from '../core/errors.ts';
import { VIDEO_ID } from '../core/ids.ts';
import type { Call } from './route.ts';

const SEGMENT_FILE = /^(?:(?<index>0|[1-9]\d{0,6})\.(?<extension>ts|m4s)|init\.mp4)$/;

/** A number as addresses hold it: digits alone, nothing that only happens to mean one. */
export const wholeNumber = (least: number, most: number, error: string) =>
  z.preprocess(
    (sent) => (typeof sent === 'string' && /^(?:0|[1-9]\d*)$/.test(sent) ? Number(sent) : sent),
    z.int({ error }).min(least, error).max(most, error),
  );

/** Of a subtitle: a stream of the file, or a file beside it, of which some hold several. */
const TRACK = /(?:0|[1-9]\d{0,3}|s[a-z2-7]{8}(?:t\d{1,2})?)/.source;

const id = z.string().regex(VIDEO_ID, 'an id is 16 letters a to z or digits 2 to 7');
const videoId = id.describe('Of a video, as shows and their episodes, versions and extras have it');
const rendition = z
  .string()
  .regex(
    new RegExp(`^[a-z0-9]{1,16}(?:-sub${TRACK})?_[a-z0-9]{1,16}$`),
    'renditions are named like 720p_h264, 720p-sub3_h264 or audio_aac',
  )
  .describe('As playlists name it: `720p_h264`, `audio_aac`; `720p-sub3_h264` shows subtitles');
const container = z
  .enum(['ts', 'fmp4'], 'container is ts or fmp4')
  .default('ts')
  .describe('What segments are in: MPEG-TS, or fragmented MP4');
const audio = wholeNumber(0, 9999, 'audio is the index of a stream, such as 1')
  .optional()
  .describe('The `track` of sound that goes with the pictures, instead of the default one');
const subtitle = z
  .string()
  .regex(new RegExp(`^${TRACK}$`), 'subtitle is a track of subtitles, such as 3')
  .optional()
  .describe('The `track` of subtitles that is drawn into the pictures; copies are left out then');
const version = z
  .string()
  .regex(/^[\w-]{1,64}$/, 'v is a name from a playlist')
  .optional()
  .transform((sent) => sent ?? null)
  .describe('The version that a playlist names; without it the current one is sent');
const kind = z
  .enum(['movie', 'series'], 'kind is movie or series')
  .optional()
  .describe('Only these');
const sort = z
  .enum(['title', 'added', 'year'], 'sort is title, added or year')
  .optional()
  .describe('By title, or what came last or is of late first; with `search` by how well it fits');
const unwatched = z
  .enum(['true', 'false'], 'unwatched is true or false')
  .optional()
  .transform((sent) => sent === 'true')
  .describe('Those alone that `profile` has not seen to their end');
const known = z
  .enum(['true', 'false'], 'known is true or false')
  .optional()
  .transform((sent) => sent === 'true')
  .describe('Only if its file need not be looked through for it, which takes a while; else 503');
const limit = wholeNumber(1, 9999, 'limit is a number from 1 to 9999')
  .optional()
  .describe('At most so many; 500 where it is not said, 50 with `search`');
const cursor = z
  .string()
  .regex(/^[\w-]{1,2048}$/, 'cursor is one from the Link of the page before')
  .optional()
  .describe('Where the page begins: from the `Link` of the page before');
const offset = wholeNumber(0, 999_999, 'offset is a number')
  .optional()
  .describe('So many further on, from `cursor` or from the beginning');
const atOnce = wholeNumber(1, 500, 'limit is a number from 1 to 500')
  .default(100)
  .describe('At most so many');
const search = z
  .string()
  .max(200, 'search has at most 200 characters')
  .optional()
  .describe('What somebody types: words, whole or begun, letters within, and misspelt ones');
const file = z
  .string()
  .regex(SEGMENT_FILE, 'segments are named like 12.ts, 12.m4s or init.mp4')
  .transform((name) => {
    const { index, extension } = SEGMENT_FILE.exec(name)?.groups ?? {};
    return {
      name: index === undefined ? ('init' as const) : Number(index),
      container: extension === 'ts' ? ('ts' as const) : ('fmp4' as const),
    };
  })
  .describe('Segment n, counted from 0: `<n>.ts` or `<n>.m4s`; or `init.mp4`');

const pictured = id.describe('Of a show, an episode or a video');
const imageKind = z
  .enum(['thumbnail', 'banner', 'poster'], 'pictures are a thumbnail, a banner and a poster')
  .describe('In the shape of the video, 5:2 or 2:3; what lies beside the video keeps its own');
const season = wholeNumber(0, 9999, 'season is a number')
  .optional()
  .transform((sent) => sent ?? null)
  .describe('Of a series: a picture of this season of it');
const width = wholeNumber(1, 9999, 'w is a number of pixels from 1 to 9999')
  .optional()
  .transform((sent) => sent ?? null)
  .describe('Pixels, rounded up to one of a few widths; nothing is enlarged');

const sheet = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,5})\.jpg$/, 'sheets are named like 12.jpg')
  .transform((name) => Number.parseInt(name, 10))
  .describe('Sheet n, counted from 0: `<n>.jpg`');

const track = z
  .string()
  .regex(new RegExp(`^${TRACK}$`), 'subtitles are named by their track')
  .describe('The `track` of subtitles, as `/api/v1/video/<video_id>` has it');
const subtitleSegment = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,6})\.vtt$/, 'segments of subtitles are named like 12.vtt')
  .transform((name) => Number.parseInt(name, 10))
  .describe('Segment n, counted from 0: `<n>.vtt`');
const wholeTrack = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,3}|s[a-z2-7]{8})\.(?:ass|vtt)$/, 'tracks are named like 3.ass or 3.vtt')
  .transform((name) => {
    const [id = '', format] = name.split('.');
    return { track: id, format: format === 'ass' ? ('ass' as const) : ('vtt' as const) };
  })
  .describe('All of a track of text: `<track>.ass` or `<track>.vtt`');

const font = wholeNumber(0, 9999, 'font is the index of a stream, such as 5').describe(
  'The `font`, as `/api/v1/video/<video_id>` has it',
);

export const FONT = z.object({ videoId, font });
export const SUBTITLE_PLAYLIST = z.object({ videoId, track, container });
export const SUBTITLE_SEGMENT = z.object({
  ...{ videoId, track, file: subtitleSegment, container, v: version },
});
export const SUBTITLES = z.object({ videoId, file: wholeTrack });
export const SHEET = z.object({ videoId, sheet, v: version });
export const IMAGE = z.object({ id: pictured, kind: imageKind, season, w: width });
export const VIDEO = z.object({ videoId });
export const DETAILS = z.object({ videoId, known });
const listed = { kind, sort, unwatched, cursor, offset, search };
export const SHOWS = z.object({ ...listed, limit });
export const CARDS = z.object({ ...listed, limit: atOnce });
export const SHOW = z.object({ showId: id.describe('Of a show: the `id` of its `info`') });
export const MASTER = z.object({ videoId, container, audio, subtitle });
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
