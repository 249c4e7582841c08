/** Routes as a table, and which of them a path means. */
import type { HaemaError } from '../core/errors.ts';
import type { Content } from './content.ts';
import type { Sharing } from './cors.ts';
import type { OperationDoc } from './openapi/operation.ts';
import type { Request } from './request.ts';

/** The one who asks. */
export interface Client {
  /** Fires when the client leaves. */
  readonly signal: AbortSignal;
  /**
   * What the client sends. To be called in the turn in which its request arrived.
   * @throws BAD_REQUEST for more than 64 kB, CANCELLED
   */
  body(): Promise<Buffer>;
}

/** Methods that change something. */
export type WriteMethod = 'PUT' | 'POST' | 'DELETE';

export type Answer = (call: Call) => Content | Promise<Content>;

export interface Call {
  readonly request: Request;
  readonly client: Client;
  /** The values of the path's `:names`, as they were sent. */
  readonly params: Readonly<Record<string, string>>;
}

export interface Route {
  /** For the log. */
  readonly name: string;
  /** Whole parts are literal or a `:name`: `/api/v1/shows/:id`. */
  readonly path: string;
  readonly sharing: Sharing;
  /** GET and HEAD. Answers at once where it can: a promise costs a turn of the event loop. */
  readonly answer: Answer;
  /** What people read when it fails, instead of what programs do. */
  readonly failure?: (error: HaemaError, request: Request) => Content;
  readonly writes?: Readonly<Partial<Record<WriteMethod, Answer>>>;
  /** For the API's document: what each method does. Only the page's own routes go without. */
  readonly docs?: Readonly<Partial<Record<'GET' | WriteMethod, OperationDoc>>>;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** The first route of the table that fits goes; null when none does. */
export const router = (routes: readonly Route[]): ((path: string) => Match | null) => {
  const table = routes.map((route) => ({ route, parts: route.path.split('/').map(partOf) }));
  return (path) => {
    const sent = path.split('/');
    const found = table.find(({ parts }) => fits(parts, sent));
    return found === undefined ? null : { route: found.route, params: paramsOf(found.parts, sent) };
  };
};

/** What a part of a path has to be, or by which name its value goes. */
interface Part {
  readonly literal: string | null;
  readonly name: string;
}

const partOf = (part: string): Part => ({
  literal: part.startsWith(':') ? null : part,
  name: part.slice(1),
});

const fits = (parts: readonly Part[], sent: readonly string[]): boolean =>
  parts.length === sent.length &&
  parts.every(({ literal }, at) => (literal === null ? sent[at] !== '' : sent[at] === literal));

const paramsOf = (parts: readonly Part[], sent: readonly string[]): Record<string, string> => {
  const params: Record<string, string> = {};
  for (let at = 0; at < parts.length; at++) {
    const { literal = '', name = '' } = parts[at] ?? {};
    if (literal === null) params[name] = sent[at] ?? '';
  }
  return params;
};
