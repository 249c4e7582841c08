/** What a client sends: small JSON, checked by a schema. */
import type { z } from 'zod';
import { HaemaError } from '../core/errors.ts';
import { parsed } from './params.ts';
import type { Call } from './route.ts';

/** To be called in the turn of the request. @throws BAD_REQUEST telling what is expected */
export const readBody = async <T>(schema: z.ZodType<T>, { client }: Call): Promise<T> => {
  const body = await client.body();
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch (cause) {
    throw new HaemaError('BAD_REQUEST', 'the body is not JSON', { cause });
  }
  return parsed(schema, value);
};
