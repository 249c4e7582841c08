/** What the schemas of answers share. */
import * as z from 'zod';

/**
 * What a schema of an answer allows, as code holds it. Answers are checked against it when haema is
 * compiled and tested, never while it runs.
 */
export type Json<Schema extends z.ZodType> = Frozen<z.infer<Schema>>;

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

export const videoId = z.string().describe('What `/api/v1/video/<video_id>` takes');
export const instant = (is: string) => z.iso.datetime({ offset: true }).describe(is);
export const count = (of: string) => z.int().min(0).describe(of);
export const seconds = (of: string) => z.number().min(0).describe(`Seconds: ${of}`);

/** `schema`, or null; what it is about stands outside. */
export const nullable = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullable().describe(schema.description ?? '');
