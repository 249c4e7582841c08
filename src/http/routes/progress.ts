import * as z from 'zod';
import { readBody } from '../body.ts';
import { current, type OperationDoc } from '../openapi/operation.ts';
import { read, VIDEO } from '../params.ts';
import { PROFILE, profileOf } from '../profile.ts';
import type { Answer, Call, Route } from '../route.ts';
import type { Json } from '../schemas/json.ts';
import { PROGRESS } from '../schemas/watching.ts';
import type { Profiles, Watch } from '../services.ts';
import { fresh } from '../text.ts';
import { videoPath } from './paths.ts';

/** Longer than any film. */
const seconds = z.number().min(0).max(1e7);

const REPORT = z.object({
  position: seconds.describe('Seconds: where the player is'),
  duration: seconds.optional().describe('Seconds: how long the video is, if the player knows'),
  watched: z.boolean().optional().describe('What somebody says; else the position tells'),
  at: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('When that was, by the clock of the player: the newest report counts'),
});

const DOC = {
  tag: 'Watching',
  params: VIDEO.extend(PROFILE.shape),
  answer: current(PROGRESS, 'Where someone stopped'),
  errors: ['NOT_FOUND', 'DATABASE_FAILED'],
} as const satisfies Partial<OperationDoc>;

const REPORT_DOC = {
  ...DOC,
  summary: 'Tells where someone is in a video',
  description:
    'To be sent every few seconds, and when the video is left. What was told in the last second ' +
    'is lost when the machine dies.',
  body: REPORT,
} as const satisfies Partial<OperationDoc>;

/** Where someone stopped in a video. POST is PUT, for what pages can send when they are left. */
export const progressRoute = (watch: Watch, profiles: Profiles): Route => {
  const whose = (call: Call) => [profileOf(profiles, call), read(VIDEO, call).videoId] as const;
  const report: Answer = async (call) => {
    const [profile, videoId] = whose(call);
    const progress = await watch.report(profile, videoId, await readBody(REPORT, call));
    return fresh(progress satisfies Json<typeof PROGRESS>);
  };
  return {
    name: 'progress',
    path: videoPath(':videoId/progress'),
    sharing: 'api',
    answer: async (call) => fresh(await watch.progress(...whose(call))),
    writes: {
      PUT: report,
      POST: report,
      DELETE: async (call) => fresh(await watch.forget(...whose(call))),
    },
    docs: {
      GET: { ...DOC, id: 'getProgress', summary: 'Where someone stopped in a video' },
      PUT: { ...REPORT_DOC, id: 'putProgress' },
      POST: { ...REPORT_DOC, id: 'postProgress' },
      DELETE: { ...DOC, id: 'deleteProgress', summary: 'Forgets where someone stopped in a video' },
    },
  };
};
