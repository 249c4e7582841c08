import type { Route } from '../route.ts';
import type { Scan } from '../services.ts';
import { fresh } from '../text.ts';

/** How far the look through the folders is; POST begins one. */
export const scanRoute = (scan: Scan): Route => ({
  name: 'scan',
  path: '/api/v1/scan',
  sharing: 'api',
  answer: () => fresh(scan.now()),
  writes: { POST: () => fresh(scan.begin()) },
});
