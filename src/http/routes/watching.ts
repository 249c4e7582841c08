/** What to watch next, and what was watched. */
import { z } from 'zod';
import { readBody } from '../body.ts';
import { read, SHOW } from '../params.ts';
import { profileOf } from '../profile.ts';
import type { Call, Route } from '../route.ts';
import type { Profiles, WatchLists } from '../services.ts';
import { fresh } from '../text.ts';

const limit = z.coerce.number().int().min(1).max(200).default(50);
const cursor = z
  .string()
  .regex(/^[\w-]{1,128}$/, 'cursor is the next of the page before')
  .optional();
const CONTINUE = z.object({ limit });
const HISTORY = z.object({ limit, cursor });

const MARK = z.object({
  watched: z.boolean().optional(),
  season: z.number().int().min(0).max(9999).optional(),
  video_id: z.string().max(32).optional(),
});

const showPath = (what: string): string => `/api/v1/shows/:showId/${what}`;

export const watchingRoutes = (lists: WatchLists, profiles: Profiles): Route[] => {
  const show = (call: Call) => [profileOf(profiles, call), read(SHOW, call).showId] as const;
  const get = (name: string, path: string, answer: (call: Call) => Promise<object>): Route => ({
    name,
    path,
    sharing: 'api',
    answer: async (call) => fresh(await answer(call)),
  });
  const marking: Route = {
    ...get('show progress', showPath('watched'), (call) => lists.ofShow(...show(call))),
    writes: {
      POST: async (call) => {
        const whose = show(call);
        const { video_id: videoId, ...mark } = await readBody(MARK, call);
        return fresh(await lists.mark(...whose, { ...mark, videoId }));
      },
    },
  };
  return [
    get('continue', '/api/v1/continue', (call) =>
      lists.toContinue(profileOf(profiles, call), read(CONTINUE, call).limit),
    ),
    get('history', '/api/v1/history', (call) => {
      const { limit, cursor } = read(HISTORY, call);
      return lists.watched(profileOf(profiles, call), limit, cursor);
    }),
    get('next', showPath('next'), (call) => lists.next(...show(call))),
    marking,
  ];
};
