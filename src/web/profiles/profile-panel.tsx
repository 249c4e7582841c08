/** Who there is to watch, and one more. */
import { Check } from 'lucide';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { choose, type Profile } from '../data/profiles.ts';
import { focusable, moveFocus } from '../focus.ts';
import { useKeys } from '../input.ts';
import { isDirection } from '../keys.ts';
import { Icon } from '../parts/icon.tsx';
import { go, HOME } from '../router.ts';
import { words } from '../words/words.ts';
import { NewProfile } from './new-profile.tsx';
import { nameOf } from './profile-name.ts';

interface Props {
  readonly profiles: readonly Profile[];
  readonly chosen: Profile | undefined;
  readonly close: () => void;
  readonly reload: () => void;
}

export const ProfilePanel = ({ profiles, chosen, close, reload }: Props) => {
  const panel = useRef<HTMLDivElement>(null);
  useKeys(({ name }) => {
    if (name === 'back') close();
    else if (!isDirection(name) || panel.current === null) return false;
    else moveFocus(panel.current, name);
    return true;
  });
  useLayoutEffect(() => {
    const { current } = panel;
    const pressed = current?.querySelector<HTMLElement>('[aria-pressed="true"]');
    (pressed ?? (current === null ? undefined : focusable(current)[0]))?.focus();
    const leave = ({ target }: Event): void => {
      if (!panel.current?.parentElement?.contains(target as Node)) close();
    };
    document.addEventListener('mousedown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('mousedown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, []);
  const take = (profile: Profile): void => {
    choose(profile);
    reload();
    close();
    go(HOME);
  };
  return (
    <div class="profile-panel" role="dialog" aria-label={words.profiles.title} ref={panel}>
      <h2>{words.profiles.title}</h2>
      {profiles.map((profile) => (
        <button
          key={profile.profile_id}
          type="button"
          class="profile"
          aria-pressed={profile === chosen}
          onClick={() => take(profile)}
        >
          <span class="profile-name">{nameOf(profile)}</span>
          {profile === chosen && <Icon of={Check} />}
        </button>
      ))}
      <NewProfile added={take} />
    </div>
  );
};
