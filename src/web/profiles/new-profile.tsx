/** One more to watch. */
import { Plus } from 'lucide';
import { useState } from 'preact/hooks';
import { addProfile, type Profile } from '../data/profiles.ts';
import { Icon } from '../parts/icon.tsx';
import { words } from '../words/words.ts';
import { NameField } from './name-field.tsx';

interface Props {
  readonly added: (profile: Profile) => void;
}

export const NewProfile = ({ added }: Props) => {
  const [isAsked, setAsked] = useState(false);
  const add = async (name: string): Promise<void> => added(await addProfile(name));
  if (isAsked) return <NameField name="" label={words.profiles.save} save={add} />;
  return (
    <button type="button" class="profile add" onClick={() => setAsked(true)}>
      <Icon of={Plus} />
      <span class="profile-name">{words.profiles.add}</span>
    </button>
  );
};
