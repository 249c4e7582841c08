/** What the API's document says of one route; it stands beside the route's code. */
import * as z from 'zod';
import type { ErrorCode } from '../../core/errors.ts';
import type { Content } from '../content.ts';

/** Chapters of the document. */
export const TAGS = {
  Shows: 'What there is to watch.',
  Video: 'One video: what is in it, and its playlists and segments.',
  Watching: 'What was watched, how far, by whom, and what comes next.',
  Library: 'The look through the folders that are served.',
  Server: 'How haema itself is.',
} as const;

export interface AnswerDoc {
  /** In words. */
  readonly is: string;
  /** Media types, without parameters. */
  readonly types: readonly string[];
  /** Of JSON and text; null for bytes. */
  readonly schema: z.ZodType | null;
  readonly cache: Content['cache'];
  readonly ranges?: boolean;
  /** Headers that only this answer has, in words. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface OperationDoc {
  /** What generated clients call it. */
  readonly id: string;
  readonly tag: keyof typeof TAGS;
  readonly summary: string;
  readonly description?: string;
  /** Of the path and of the query: what the route reads them with. */
  readonly params?: z.ZodObject;
  /** What the route reads the body with. */
  readonly body?: z.ZodType;
  readonly answer: AnswerDoc;
  /** Besides those that every operation of its kind has. */
  readonly errors?: readonly ErrorCode[];
}

/** JSON that is true for now alone. */
export const current = (schema: z.ZodType, is: string): AnswerDoc => ({
  is,
  types: ['application/json'],
  schema,
  cache: 'no-store',
});

/** JSON that a client may keep, but has to ask about each time. */
export const revalidated = (schema: z.ZodType, is: string): AnswerDoc => ({
  ...current(schema, is),
  cache: 'no-cache',
});

/** Text that is no JSON. */
export const words = (
  type: string,
  is: string,
  cache: Content['cache'] = 'no-cache',
): AnswerDoc => ({ is, types: [type], schema: z.string(), cache });

/** Bytes, parts of which can be asked for. */
export const bytes = (
  types: readonly string[],
  is: string,
  cache: Content['cache'] = 'no-cache',
): AnswerDoc => ({ is, types, schema: null, cache, ranges: true });

/** What can go wrong when a file is opened or read. */
export const FILE_ERRORS: readonly ErrorCode[] = [
  'NOT_FOUND',
  'SOURCE_MISSING',
  'SOURCE_CHANGED',
  'SOURCE_OFFLINE',
  'MEDIA_CRASHES',
  'MEDIA_INVALID',
  'BUSY',
  'READ_FAILED',
  'TIMED_OUT',
];
