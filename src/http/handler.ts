/** From a request to a reply, without a socket: who may ask, which route, and in what form. */
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Reply, RoutedReply } from './content.ts';
import { corsHeaders, mayWrite, preflightHeaders, type Sharing } from './cors.ts';
import { forClient, logFailure, refusal } from './errors.ts';
import { type HostRules, hostCheck } from './hosts.ts';
import { present } from './present.ts';
import type { Request } from './request.ts';
import { type Answer, type Client, type Match, type Route, router } from './route.ts';
import { SECURITY_HEADERS } from './security.ts';

export interface HandlerOptions {
  readonly routes: readonly Route[];
  readonly hosts: HostRules;
  /** Origins whose pages may use the API; `*` for all. */
  readonly corsOrigins: readonly string[];
  readonly log: Log;
}

/** Never throws or rejects. Called in the turn in which the request arrived. */
export type Handler = (request: Request, client: Client) => RoutedReply | Promise<RoutedReply>;

/** Where no route was found. */
const NO_ROUTE: Pick<Route, 'name' | 'sharing'> = { name: 'none', sharing: 'api' };

export const createHandler = (options: HandlerOptions): Handler => {
  const isOurHost = hostCheck(options.hosts);
  const find = router(options.routes);

  const admit = (request: Request, match: Match | null): Match => {
    const { host } = request.headers;
    if (!isOurHost(host)) throw hostRefused(host);
    if (match === null) throw new HaemaError('NOT_FOUND', 'nothing has this address');
    return match;
  };

  const answer = (request: Request, client: Client, match: Match | null) => {
    const { route, params } = admit(request, match);
    if (request.method === 'OPTIONS') return preflight(route);
    const action = actionOf(route, request.method);
    if (action === null) return notAllowed(request, route);
    if (action !== route.answer && !mayWrite(request, options.corsOrigins)) throw originRefused();
    const content = action({ request, client, params });
    if (!(content instanceof Promise)) return present(request, content);
    return content.then((ready) => {
      if (client.signal.aborted) throw new HaemaError('CANCELLED', 'the client left');
      return present(request, ready);
    });
  };

  return (request, client) => {
    const match = find(request.path);
    const { name, sharing } = match?.route ?? NO_ROUTE;
    const finish = (reply: Reply): RoutedReply => {
      const cors = corsHeaders(sharing, request, options.corsOrigins);
      const headers = joined(reply.headers, cors, sharing);
      const { status, body, length } = reply;
      return { status, headers, body, length, route: name, failed: fail };
    };
    const fail = (error: unknown): RoutedReply => {
      const failure = forClient(error);
      if (!client.signal.aborted) logFailure(options.log, failure, { route: name });
      return finish(refusal(request, failure, {}, match?.route.failure?.(failure, request)));
    };
    try {
      const reply = answer(request, client, match);
      return reply instanceof Promise ? reply.then(finish).catch(fail) : finish(reply);
    } catch (error) {
      return fail(error);
    }
  };
};

const methodsOf = ({ writes = {} }: Route): string =>
  ['GET', 'HEAD', ...Object.keys(writes), 'OPTIONS'].join(', ');

const actionOf = ({ answer, writes = {} }: Route, method: string): Answer | null => {
  if (method === 'GET' || method === 'HEAD') return answer;
  return method === 'PUT' || method === 'POST' || method === 'DELETE'
    ? (writes[method] ?? null)
    : null;
};

const notAllowed = (request: Request, route: Route): Reply => {
  const methods = methodsOf(route);
  const error = new HaemaError('METHOD_NOT_ALLOWED', `this is for ${methods} only`);
  return refusal(request, error, { Allow: methods });
};

const preflight = (route: Route): Reply => {
  const methods = methodsOf(route);
  const headers = { Allow: methods, ...preflightHeaders(methods) };
  return { status: 204, headers, body: null, length: null };
};

const originRefused = (): HaemaError =>
  new HaemaError(
    'ORIGIN_REFUSED',
    'a page of another address may change nothing here; start haema with --cors-origin to allow it',
  );

const hostRefused = (host: string): HaemaError => {
  const name = host.slice(0, 100);
  return new HaemaError(
    'HOST_REFUSED',
    `haema does not take ${name} for its own name: open it by its IP address, or start it with ` +
      `--allow-host ${name.replace(/:\d*$/, '')}`,
  );
};

const joined = (
  own: Reply['headers'],
  cors: Record<string, string>,
  sharing: Sharing,
): Record<string, string> => {
  const headers = { ...SECURITY_HEADERS[sharing], ...own, ...cors };
  if (own['Vary'] && cors['Vary']) headers['Vary'] = `${own['Vary']}, ${cors['Vary']}`;
  return headers;
};
