import { HaemaError } from '../../core/errors.ts';
import { current } from '../openapi/operation.ts';
import type { Route } from '../route.ts';
import type { Json } from '../schemas/json.ts';
import { HEALTH, READINESS } from '../schemas/server.ts';
import type { Readiness } from '../services.ts';
import { fresh } from '../text.ts';

/** That the server answers at all; for whoever has to restart it. */
export const healthRoute: Route = {
  name: 'health',
  path: '/healthz',
  sharing: 'page',
  answer: () => fresh({ status: 'ok' } satisfies Json<typeof HEALTH>),
  docs: {
    GET: {
      id: 'getHealth',
      tag: 'Server',
      summary: 'Whether the server answers',
      answer: current(HEALTH, 'It does'),
    },
  },
};

/** For whoever sends clients here. */
export const readyRoute = (readiness: Readiness): Route => ({
  name: 'ready',
  path: '/readyz',
  sharing: 'page',
  answer: () => {
    const lacking = readiness();
    if (lacking !== null) throw new HaemaError('NOT_READY', lacking);
    return fresh({ status: 'ready' } satisfies Json<typeof READINESS>);
  },
  docs: {
    GET: {
      id: 'getReadiness',
      tag: 'Server',
      summary: 'Whether the server can make segments',
      description:
        'The database is open, the folders are known and an engine child has started. Not from ' +
        'the moment on in which the server is told to end.',
      answer: current(READINESS, 'It can'),
      errors: ['NOT_READY'],
    },
  },
});
