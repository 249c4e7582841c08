/** What to watch next, and what was watched. */
import * as z from 'zod';
import { readBody } from '../body.ts';
import { current, type OperationDoc } from '../openapi/operation.ts';
import { read, SHOW } from '../params.ts';
import { PROFILE, profileOf } from '../profile.ts';
import type { Call, Route } from '../route.ts';
import type { Json } from '../schemas/json.ts';
import {
  CONTINUE as CONTINUE_JSON,
  HISTORY as HISTORY_JSON,
  NEXT as NEXT_JSON,
  SHOW_PROGRESS,
} from '../schemas/watching.ts';
import type { Profiles, WatchLists } from '../services.ts';
import { fresh } from '../text.ts';

const limit = z.coerce.number().int().min(1).max(200).default(50).describe('At most so many');
const cursor = z
  .string()
  .regex(/^[\w-]{1,128}$/, 'cursor is the next of the page before')
  .optional()
  .describe('Where the page begins: `next` of the page before');
const CONTINUE = z.object({ limit, ...PROFILE.shape });
const HISTORY = z.object({ limit, cursor, ...PROFILE.shape });
const OF_SHOW = SHOW.extend(PROFILE.shape);

const MARK = z.object({
  watched: z
    .boolean()
    .optional()
    .describe('Without it what is to be continued is only taken out of `/api/v1/continue`'),
  season: z.number().int().min(0).max(9999).optional().describe('This season alone'),
  video_id: z.string().max(32).optional().describe('This video alone'),
});

const showPath = (what: string): string => `/api/v1/shows/:showId/${what}`;

const DOC = { tag: 'Watching', errors: ['NOT_FOUND', 'DATABASE_FAILED'] } as const;

/** A route that only tells. */
const telling = (
  name: string,
  path: string,
  answer: (call: Call) => Promise<object>,
  doc: Omit<OperationDoc, 'tag' | 'errors'>,
): Route => ({
  name,
  path,
  sharing: 'api',
  answer: async (call) => fresh(await answer(call)),
  docs: { GET: { ...DOC, ...doc } },
});

export const watchingRoutes = (lists: WatchLists, profiles: Profiles): Route[] => [
  continueRoute(lists, profiles),
  historyRoute(lists, profiles),
  nextRoute(lists, profiles),
  showProgressRoute(lists, profiles),
];

const continueRoute = (lists: WatchLists, profiles: Profiles): Route =>
  telling(
    'continue',
    '/api/v1/continue',
    async (call): Promise<Json<typeof CONTINUE_JSON>> =>
      lists.toContinue(profileOf(profiles, call), read(CONTINUE, call).limit),
    {
      id: 'listToContinue',
      summary: 'What to go on with, one a show: what was not seen to its end, or the next episode',
      params: CONTINUE,
      answer: current(CONTINUE_JSON, 'What to go on with'),
    },
  );

const historyRoute = (lists: WatchLists, profiles: Profiles): Route =>
  telling(
    'history',
    '/api/v1/history',
    async (call): Promise<Json<typeof HISTORY_JSON>> => {
      const { limit, cursor } = read(HISTORY, call);
      return lists.watched(profileOf(profiles, call), limit, cursor);
    },
    {
      id: 'listHistory',
      summary: 'What was watched',
      params: HISTORY,
      answer: current(HISTORY_JSON, 'A page of it'),
    },
  );

const nextRoute = (lists: WatchLists, profiles: Profiles): Route =>
  telling(
    'next',
    showPath('next'),
    async (call): Promise<Json<typeof NEXT_JSON>> =>
      lists.next(profileOf(profiles, call), read(SHOW, call).showId),
    {
      id: 'getNext',
      summary: 'What to play of a show',
      params: OF_SHOW,
      answer: current(NEXT_JSON, 'What comes next; what comes first when all of it is seen'),
    },
  );

const showProgressRoute = (lists: WatchLists, profiles: Profiles): Route => {
  const show = (call: Call) => [profileOf(profiles, call), read(SHOW, call).showId] as const;
  const answer = current(SHOW_PROGRESS, 'Where someone stopped in all of it');
  const route = telling(
    'show progress',
    showPath('watched'),
    async (call): Promise<Json<typeof SHOW_PROGRESS>> => lists.ofShow(...show(call)),
    {
      id: 'getShowProgress',
      summary: 'Where someone stopped in all that belongs to a show',
      params: OF_SHOW,
      answer,
    },
  );
  const mark: OperationDoc = {
    ...DOC,
    id: 'markShow',
    summary: 'Marks a show, a season or a video as watched, or as not watched',
    params: OF_SHOW,
    body: MARK,
    answer,
  };
  return {
    ...route,
    writes: {
      POST: async (call) => {
        const whose = show(call);
        const { video_id: videoId, ...rest } = await readBody(MARK, call);
        return fresh(await lists.mark(...whose, { ...rest, videoId }));
      },
    },
    docs: { ...route.docs, POST: mark },
  };
};
