import { z } from 'zod';
import { readBody } from '../body.ts';
import { read } from '../params.ts';
import { profileId } from '../profile.ts';
import type { Route } from '../route.ts';
import type { Profiles } from '../services.ts';
import { fresh } from '../text.ts';

const NAMED = z.object({ name: z.string().trim().min(1).max(40) });
const PROFILE = z.object({ profileId });

type Profile = ReturnType<Profiles['list']>[number];

const factsOf = ({ profileId, name }: Profile) => ({ profile_id: profileId, name });

export const profilesRoute = (profiles: Profiles): Route => ({
  name: 'profiles',
  path: '/api/v1/profiles',
  sharing: 'api',
  answer: () => fresh({ profiles: profiles.list().map(factsOf) }),
  writes: {
    POST: async (call) => fresh(factsOf(profiles.add((await readBody(NAMED, call)).name))),
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
      return fresh({ profiles: profiles.list().map(factsOf) });
    },
  },
});
