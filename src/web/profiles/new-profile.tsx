/** A name, and that is all it takes. */
import { Plus } from 'lucide';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { addProfile, type Profile } from '../data/profiles.ts';
import { useKeys } from '../input.ts';
import { Icon } from '../parts/icon.tsx';
import { words } from '../words/words.ts';

interface Props {
  readonly added: (profile: Profile) => void;
}

export const NewProfile = ({ added }: Props) => {
  const [isAsked, setAsked] = useState(false);
  if (isAsked) return <NameField added={added} />;
  return (
    <button type="button" class="profile add" onClick={() => setAsked(true)}>
      <Icon of={Plus} />
      <span class="profile-name">{words.profiles.add}</span>
    </button>
  );
};

const NameField = ({ added }: Props) => {
  const field = useRef<HTMLInputElement>(null);
  const [isRefused, setRefused] = useState(false);
  const save = (): void => {
    const name = field.current?.value.trim() ?? '';
    if (name === '') field.current?.focus();
    else addProfile(name).then(added, () => setRefused(true));
  };
  useKeys(({ name }) => {
    if (name !== 'enter' || document.activeElement !== field.current) return false;
    save();
    return true;
  });
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <div class="profile-new">
      <input
        type="text"
        maxLength={40}
        placeholder={words.profiles.name}
        aria-label={words.profiles.name}
        aria-invalid={isRefused}
        autocomplete="off"
        ref={field}
        onInput={() => setRefused(false)}
      />
      <button type="button" class="button" onClick={save}>
        {words.profiles.save}
      </button>
      {isRefused && <p role="alert">{words.profiles.taken}</p>}
    </div>
  );
};
