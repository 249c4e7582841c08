/** The API's document, OpenAPI 3.1, from what stands beside the routes. */
import type { ErrorCode } from '../../core/errors.ts';
import type { Route, WriteMethod } from '../route.ts';
import { failuresByStatus, PROBLEM } from './failures.ts';
import { type AnswerDoc, type OperationDoc, TAGS } from './operation.ts';
import { type JsonSchema, Schemas } from './schema.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
}

export interface Body {
  readonly schema?: JsonSchema;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header>>;
  readonly content?: Readonly<Record<string, Body>>;
}

interface Header {
  readonly description: string;
  readonly schema: JsonSchema;
}

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required: true;
    readonly content: Readonly<Record<string, Body>>;
  };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

const ABOUT = `Everything beneath \`/api/v1\` is JSON in snake case, unless it is media, and times
are seconds. Later versions may add fields to answers. A failure is \`application/problem+json\`
with a \`code\`. HEAD goes wherever GET does, and OPTIONS tells which methods do; any other
method is 405 \`method_not_allowed\`, and an address that is not here is 404 \`not_found\`.
Answers are compressed where the client takes gzip. A client that sends the \`ETag\` of what
it has in \`If-None-Match\` is told 304 if it is still the same.`;

/** In steps, for it takes long. Routes that say nothing of themselves are left out. */
export function* openApi(routes: readonly Route[], version: string): Generator<void, OpenApi> {
  const schemas = new Schemas();
  const problem = schemas.of(PROBLEM);
  const paths: Record<string, Record<string, Operation>> = {};
  for (const { path, docs = {} } of routes) {
    for (const [method, doc] of Object.entries(docs)) {
      const operation = operationOf(path, method as keyof typeof docs, doc, { schemas, problem });
      const address = addressOf(path);
      paths[address] = { ...paths[address], [method.toLowerCase()]: operation };
      yield;
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'haema', version, description: ABOUT.replaceAll('\n', ' ') },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: Object.fromEntries([...schemas.components].sort(byName)) },
  };
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

/** In the API's own spelling: `/shows/:showId` is `/shows/{show_id}`. */
export const addressOf = (path: string): string =>
  path.replace(/:(\w+)/g, (_, name: string) => `{${inSnakeCase(name)}}`);

const inSnakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

interface Shared {
  readonly schemas: Schemas;
  readonly problem: JsonSchema;
}

const operationOf = (
  path: string,
  method: 'GET' | WriteMethod,
  doc: OperationDoc,
  { schemas, problem }: Shared,
): Operation => {
  const { id, tag, summary, description, body, answer } = doc;
  const parameters = parametersOf(path, doc, schemas);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemas.of(body) } },
      },
    }),
    responses: {
      ...successes(answer, schemas),
      ...failures(errorsOf(method, doc), problem),
    },
  };
};

const parametersOf = (path: string, { params }: OperationDoc, schemas: Schemas): Parameter[] =>
  Object.entries(params?.shape ?? {}).map(([name, schema]) => {
    const { description = '', ...rest } = schemas.of(schema);
    const isInPath = path.split('/').includes(`:${name}`);
    const required = isInPath || !schema.safeParse(undefined).success;
    const where = isInPath ? ('path' as const) : ('query' as const);
    return { name: inSnakeCase(name), in: where, required, description, schema: rest };
  });

const CACHING = {
  immutable: 'For ever, where the address names a version; else `no-cache`',
  'no-cache': '`no-cache`: to be asked about each time',
  'no-store': '`no-store`: true for now alone',
} as const;

const successes = (
  { is, types, schema, cache, ranges, headers }: AnswerDoc,
  schemas: Schemas,
): Record<string, Response> => {
  const body: Body = schema === null ? {} : { schema: schemas.of(schema) };
  const content = Object.fromEntries(types.map((type) => [type, body]));
  const isKept = cache !== 'no-store';
  const all = {
    'Cache-Control': CACHING[cache],
    ...(isKept && { ETag: 'Names these bytes' }),
    ...(ranges && { 'Accept-Ranges': '`bytes`' }),
    ...headers,
  };
  return {
    '200': { description: is, headers: headersOf(all), content },
    ...(ranges && {
      '206': {
        description: 'The part that `Range` asked for',
        headers: headersOf({ ...all, 'Content-Range': 'Which bytes these are' }),
        content,
      },
    }),
    ...(isKept && { '304': { description: 'What `If-None-Match` names is still the same' } }),
  };
};

const headersOf = (words: Readonly<Record<string, string>>): Record<string, Header> =>
  Object.fromEntries(
    Object.entries(words).map(([name, description]) => {
      return [name, { description, schema: { type: 'string' } }];
    }),
  );

const errorsOf = (method: string, { params, body, answer, errors = [] }: OperationDoc) => {
  const always: ErrorCode[] = ['HOST_REFUSED', 'ENGINE_FAILED'];
  if (params !== undefined || body !== undefined) always.push('BAD_REQUEST');
  if (method !== 'GET') always.push('ORIGIN_REFUSED');
  if (answer.ranges) always.push('RANGE_NOT_SATISFIABLE');
  return [...always, ...errors];
};

const failures = (codes: readonly ErrorCode[], problem: JsonSchema): Record<string, Response> => {
  const content = { 'application/problem+json': { schema: problem } };
  const retry = headersOf({ 'Retry-After': 'Seconds until it is worth another try' });
  return Object.fromEntries(
    [...failuresByStatus(codes)].map(([status, description]) => [
      String(status),
      { description, ...(status === 503 && { headers: retry }), content },
    ]),
  );
};
