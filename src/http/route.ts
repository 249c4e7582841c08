/** Routes as a table, and which of them a path means. */
import type { Content } from './content.ts';
import type { Sharing } from './cors.ts';
import type { Request } from './request.ts';

/** The one who asks. */
export interface Client {
  /** Fires when the client leaves. */
  readonly signal: AbortSignal;
}

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
  /** Answers at once where it can: a promise costs a turn of the event loop. */
  readonly answer: (call: Call) => Content | Promise<Content>;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** The first route of the table that fits goes; null when none does. */
export const router = (routes: readonly Route[]): ((path: string) => Match | null) => {
  const table = routes.map((route) => ({ route, parts: route.path.split('/') }));
  return (path) => {
    const sent = path.split('/');
    for (const { route, parts } of table) {
      const params = paramsOf(parts, sent);
      if (params !== null) return { route, params };
    }
    return null;
  };
};

const paramsOf = (
  parts: readonly string[],
  sent: readonly string[],
): Record<string, string> | null => {
  if (parts.length !== sent.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = sent[index] ?? '';
    if (part.startsWith(':') && value !== '') params[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return params;
};
