import { words } from '../openapi/operation.ts';
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
  docs: {
    GET: {
      id: 'getEvents',
      tag: 'Library',
      summary: 'What changes, as server-sent events',
      description:
        '`scan` has what `getScan` answers, twice a second at most. `library` has the ids of ' +
        'shows that were `added`, `changed` or `removed`, or `all` where all have to be asked ' +
        'for anew. Who comes back with `Last-Event-ID` hears what it has missed.',
      answer: words('text/event-stream', 'Events, until the client leaves', 'no-store'),
    },
  },
});
