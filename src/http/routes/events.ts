import type { Route } from '../route.ts';
import type { Events } from '../services.ts';

/** What changes, as server-sent events: `scan` and `library`. */
export const eventsRoute = (events: Events): Route => ({
  name: 'events',
  path: '/api/v1/events',
  sharing: 'api',
  answer: ({ request }) => ({
    type: 'text/event-stream; charset=utf-8',
    body: { live: (client) => events.listen(client, request.headers['last-event-id']) },
    tag: null,
    cache: 'no-store',
    headers: { 'X-Accel-Buffering': 'no' }, // or nginx keeps them until there are many
  }),
});
