import type { Route } from '../route.ts';
import { json } from '../text.ts';

/** That the server answers at all; for whoever has to restart it. */
export const healthRoute: Route = {
  name: 'health',
  path: '/healthz',
  sharing: 'page',
  answer: () => ({ ...json({ status: 'ok' }), cache: 'no-store', tag: null }),
};
