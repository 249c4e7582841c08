/** Who watches, in the corner: one press tells, another one changes it. */
import { User } from 'lucide';
import { useRef, useState } from 'preact/hooks';
import { initial } from '../data/cards.ts';
import { chosenOf, fetchProfiles } from '../data/profiles.ts';
import { useLoaded } from '../data/resource.ts';
import { Icon } from '../parts/icon.tsx';
import { keepFocus } from '../parts/icon-button.tsx';
import { words } from '../words/words.ts';
import { nameOf } from './profile-name.ts';
import { ProfilePanel } from './profile-panel.tsx';

export const ProfileButton = () => {
  const { value: profiles = [], reload, expect } = useLoaded('profiles', fetchProfiles);
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const chosen = chosenOf(profiles);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const name = chosen === undefined ? '' : nameOf(chosen);
  const label = words.profiles.label(name);
  return (
    <div class="profiles">
      <button
        type="button"
        class="profile-button"
        aria-label={label}
        title={label}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        ref={button}
        onClick={() => (isOpen ? close() : setOpen(true))}
        onMouseDown={keepFocus}
      >
        {profiles.length > 1 ? initial(name) : <Icon of={User} />}
      </button>
      {isOpen && <ProfilePanel {...{ profiles, chosen, close, reload, expect }} />}
    </div>
  );
};
