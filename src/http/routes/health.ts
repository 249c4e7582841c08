import { current } from '../openapi/operation.ts';
import type { Route } from '../route.ts';
import type { Json } from '../schemas/json.ts';
import { HEALTH } from '../schemas/server.ts';
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
