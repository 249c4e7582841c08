/** Whom a request is for: `?profile=`, or a cookie of the page. */
import * as z from 'zod';
import { read } from './params.ts';
import type { Call } from './route.ts';
import type { Profiles } from './services.ts';

const COOKIE = /(?:^|;\s*)haema_profile=([a-z0-9]{1,32})(?:;|$)/;

const id = z.string().regex(/^[a-z0-9]{1,32}$/, 'profile is an id from /profiles');

export const profileId = id.describe('Of a profile: its `profile_id`');

export const PROFILE = z.object({
  profile: id
    .optional()
    .transform((named) => named ?? null)
    .describe('Who watches; else the cookie `haema_profile` says so, else it is `default`'),
});

/** @throws BAD_REQUEST, NOT_FOUND for one that is named and is not there */
export const profileOf = (profiles: Profiles, call: Call): string =>
  profiles.chosen(
    read(PROFILE, call).profile,
    COOKIE.exec(call.request.headers.cookie)?.[1] ?? null,
  );
