import { z } from 'zod';
import { readBody } from '../body.ts';
import { read, VIDEO } from '../params.ts';
import { profileOf } from '../profile.ts';
import type { Answer, Call, Route } from '../route.ts';
import type { Profiles, Watch } from '../services.ts';
import { fresh } from '../text.ts';
import { videoPath } from './paths.ts';

/** Longer than any film. */
const seconds = z.number().min(0).max(1e7);

const REPORT = z.object({
  position: seconds,
  duration: seconds.optional(),
  watched: z.boolean().optional(),
  at: z.iso.datetime({ offset: true }).optional(),
});

/** Where someone stopped in a video. POST is PUT, for what pages can send when they are left. */
export const progressRoute = (watch: Watch, profiles: Profiles): Route => {
  const whose = (call: Call) => [profileOf(profiles, call), read(VIDEO, call).videoId] as const;
  const report: Answer = async (call) => {
    const [profile, videoId] = whose(call);
    return fresh(await watch.report(profile, videoId, await readBody(REPORT, call)));
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
  };
};
