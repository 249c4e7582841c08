import { words } from '../openapi/operation.ts';
import type { Route } from '../route.ts';
import type { Metrics } from '../services.ts';
import { text } from '../text.ts';

/** For Prometheus. */
export const metricsRoute = (metrics: Metrics): Route => ({
  name: 'metrics',
  path: '/metrics',
  sharing: 'api',
  answer: async () => {
    const content = text(metrics.type, await metrics.text());
    return { ...content, cache: 'no-store', tag: null };
  },
  docs: {
    GET: {
      id: 'getMetrics',
      tag: 'Server',
      summary: 'Numbers of all that haema does, for Prometheus',
      answer: words('text/plain', 'In the text format of Prometheus', 'no-store'),
    },
  },
});
