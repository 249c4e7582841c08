/** Who watches: the server tells them apart by a cookie. */
import { getJson, request } from '../api.ts';
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
