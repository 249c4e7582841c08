/** Who watches: the server tells them apart by a cookie. */
import { ApiError, getJson, request } from '../api.ts';
import { forgetAll } from './resource.ts';
import { forgetShelves } from './shelf.ts';

export interface Profile {
  readonly profile_id: string;
  readonly name: string;
}

const PROFILES = '/api/v1/profiles';
/** As long as browsers keep one. */
const YEAR_S = 400 * 24 * 3600;

export const fetchProfiles = async (): Promise<readonly Profile[]> =>
  (await getJson<{ profiles: Profile[] }>(PROFILES)).profiles;

export const addProfile = async (name: string): Promise<Profile> => {
  const response = await request(PROFILES, { method: 'POST', body: JSON.stringify({ name }) });
  return (await response.json()) as Profile;
};

/** The one that is there from the beginning, and stays. */
export const isFirst = ({ profile_id }: Profile): boolean => profile_id === 'default';

const urlOf = ({ profile_id }: Profile): string => `${PROFILES}/${profile_id}`;

export const renameProfile = async (profile: Profile, name: string): Promise<Profile> => {
  const body = JSON.stringify({ name });
  const response = await request(urlOf(profile), { method: 'PUT', body });
  return (await response.json()) as Profile;
};

/** And all that it has watched. Fulfils with those who are left. */
export const removeProfile = async (profile: Profile): Promise<readonly Profile[]> => {
  try {
    const response = await request(urlOf(profile), { method: 'DELETE' });
    return ((await response.json()) as { profiles: Profile[] }).profiles;
  } catch (error) {
    const isGone = error instanceof ApiError && error.status === 404;
    if (isGone) return fetchProfiles();
    throw error;
  }
};

/** Of this browser; the first one where none was chosen, or that one is gone. */
export const chosenOf = (profiles: readonly Profile[]): Profile | undefined => {
  const id = /(?:^|;\s*)haema_profile=([a-z0-9]+)/.exec(document.cookie)?.[1];
  return profiles.find(({ profile_id }) => profile_id === id) ?? profiles[0];
};

/** What was shown is the other's. */
export const choose = ({ profile_id }: Profile): void => {
  // biome-ignore lint/suspicious/noDocumentCookie: old browsers have no cookie store
  document.cookie = `haema_profile=${profile_id}; path=/; max-age=${YEAR_S}; SameSite=Lax`;
  forgetAll();
  forgetShelves();
};
