import type { Profile } from '../data/profiles.ts';
import { words } from '../words/words.ts';

/** The one that is there from the beginning is for whoever has chosen none. */
export const nameOf = ({ profile_id, name }: Profile): string =>
  profile_id === 'default' && name === 'Everyone' ? words.profiles.first : name;
