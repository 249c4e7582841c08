import type { Route } from '../route.ts';
import { fresh } from '../text.ts';

/** That the server answers at all; for whoever has to restart it. */
export const healthRoute: Route = {
  name: 'health',
  path: '/healthz',
  sharing: 'page',
  answer: () => fresh({ status: 'ok' }),
};
