import { current } from '../openapi/operation.ts';
import type { Route } from '../route.ts';
import type { Json } from '../schemas/json.ts';
import { SCAN } from '../schemas/server.ts';
import type { Scan } from '../services.ts';
import { fresh } from '../text.ts';

/** How far the look through the folders is; POST begins one. */
export const scanRoute = (scan: Scan): Route => ({
  name: 'scan',
  path: '/api/v1/scan',
  sharing: 'api',
  answer: () => fresh(scan.now() satisfies Json<typeof SCAN>),
  writes: { POST: () => fresh(scan.begin() satisfies Json<typeof SCAN>) },
  docs: {
    GET: {
      id: 'getScan',
      tag: 'Library',
      summary: 'How far the look through the folders is',
      answer: current(SCAN, 'How far it is'),
    },
    POST: {
      id: 'beginScan',
      tag: 'Library',
      summary: 'Looks through the folders now, also where that was done a moment ago',
      answer: current(SCAN, 'How far it is'),
    },
  },
});
