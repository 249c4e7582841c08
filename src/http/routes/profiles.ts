import * as z from 'zod';
import { readBody } from '../body.ts';
import { current, type OperationDoc } from '../openapi/operation.ts';
import { read } from '../params.ts';
import { profileId } from '../profile.ts';
import type { Route } from '../route.ts';
import type { Json } from '../schemas/json.ts';
import { PROFILE as PROFILE_JSON, PROFILES } from '../schemas/watching.ts';
import type { Profiles } from '../services.ts';
import { fresh } from '../text.ts';

const NAMED = z.object({
  name: z.string().trim().min(1).max(40).describe('For people; no two are the same'),
});
const PROFILE = z.object({ profileId });

type Profile = ReturnType<Profiles['list']>[number];

const factsOf = ({ profileId, name }: Profile): Json<typeof PROFILE_JSON> => ({
  profile_id: profileId,
  name,
});

const listOf = (profiles: Profiles): Json<typeof PROFILES> => ({
  profiles: profiles.list().map(factsOf),
});

const DOC = {
  tag: 'Watching',
  answer: current(PROFILE_JSON, 'The profile'),
  errors: ['DATABASE_FAILED'],
} as const satisfies Partial<OperationDoc>;

const ALL = { ...DOC, answer: current(PROFILES, 'All profiles') };

const ONE = {
  ...DOC,
  params: PROFILE,
  errors: ['NOT_FOUND', 'DATABASE_FAILED'],
} as const satisfies Partial<OperationDoc>;

export const profilesRoute = (profiles: Profiles): Route => ({
  name: 'profiles',
  path: '/api/v1/profiles',
  sharing: 'api',
  answer: () => fresh(listOf(profiles)),
  writes: {
    POST: async (call) => fresh(factsOf(profiles.add((await readBody(NAMED, call)).name))),
  },
  docs: {
    GET: { ...ALL, id: 'listProfiles', summary: 'Who watches' },
    POST: {
      ...DOC,
      id: 'addProfile',
      summary: 'Adds someone who watches; there are 50 at most',
      body: NAMED,
    },
  },
});

export const profileRoute = (profiles: Profiles): Route => ({
  name: 'profile',
  path: '/api/v1/profiles/:profileId',
  sharing: 'api',
  answer: (call) => fresh(factsOf(profiles.find(read(PROFILE, call).profileId))),
  writes: {
    PUT: async (call) => {
      const { profileId } = read(PROFILE, call);
      return fresh(factsOf(profiles.rename(profileId, (await readBody(NAMED, call)).name)));
    },
    DELETE: (call) => {
      profiles.remove(read(PROFILE, call).profileId);
      return fresh(listOf(profiles));
    },
  },
  docs: {
    GET: { ...ONE, id: 'getProfile', summary: 'Someone who watches' },
    PUT: { ...ONE, id: 'renameProfile', summary: 'Gives a profile another name', body: NAMED },
    DELETE: {
      ...ONE,
      id: 'removeProfile',
      summary: 'Removes a profile, and all that it has watched; the first one stays',
      answer: ALL.answer,
    },
  },
});
