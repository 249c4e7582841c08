import { isFirst, type Profile } from '../data/profiles.ts';
import { words } from '../words/words.ts';

/** The one that is there from the beginning is for whoever has chosen none. */
export const nameOf = (profile: Profile): string =>
  isFirst(profile) && profile.name === 'Everyone' ? words.profiles.first : profile.name;
