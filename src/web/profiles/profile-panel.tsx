/** Who there is to watch, and one more. */
import { Check, Pencil } from 'lucide';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { choose, type Profile } from '../data/profiles.ts';
import { focusable, moveFocus } from '../focus.ts';
import { useKeys } from '../input.ts';
import { isDirection } from '../keys.ts';
import { Icon } from '../parts/icon.tsx';
import { forget } from '../player/opening.ts';
import { go, HOME } from '../router.ts';
import { words } from '../words/words.ts';
import { EditProfile } from './edit-profile.tsx';
import { NewProfile } from './new-profile.tsx';
import { nameOf } from './profile-name.ts';

interface Props {
  readonly profiles: readonly Profile[];
  readonly chosen: Profile | undefined;
  readonly close: () => void;
  readonly reload: () => void;
  /** Who there is now. */
  readonly expect: (profiles: readonly Profile[]) => void;
}

export const ProfilePanel = ({ profiles, chosen, close, reload, expect }: Props) => {
  const panel = useRef<HTMLDivElement>(null);
  // By its id: those there are may be asked for anew meanwhile.
  const [editedId, edit] = useState<string | null>(null);
  const edited = profiles.find(({ profile_id }) => profile_id === editedId);
  useKeys(({ name }) => {
    if (name === 'back') close();
    else if (!isDirection(name) || panel.current === null) return false;
    else moveFocus(panel.current, name);
    return true;
  });
  const isThere = useLeaving(panel, close);
  const take = (profile: Profile): void => {
    choose(profile);
    forget(); // the place of what this one rested upon
    reload();
    if (!isThere.current) return; // a late answer: whoever has gone on is left alone
    close();
    go(HOME);
  };
  const changed = (to: readonly Profile[]): void => {
    expect(to);
    edit(null);
  };
  const renamed = (to: Profile): void =>
    changed(profiles.map((it) => (it.profile_id === to.profile_id ? to : it)));
  const removed = (left: readonly Profile[]): void => {
    const [first] = left;
    // Whoever watched as the one that is gone watches as the first one from now on.
    if (editedId === chosen?.profile_id && first !== undefined) take(first);
    else changed(left);
  };
  return (
    <div class="profile-panel" role="dialog" aria-label={words.profiles.title} ref={panel}>
      {edited === undefined ? (
        <Everyone profiles={profiles} chosen={chosen} take={take} edit={edit} />
      ) : (
        <EditProfile profile={edited} renamed={renamed} removed={removed} left={() => edit(null)} />
      )}
    </div>
  );
};

/** Calls `close` when somebody goes elsewhere. Tells whether the panel is still there. */
const useLeaving = (
  panel: RefObject<HTMLElement | null>,
  close: () => void,
): Readonly<RefObject<boolean>> => {
  const isThere = useRef(true);
  useLayoutEffect(() => {
    const leave = ({ target }: Event): void => {
      if (!panel.current?.parentElement?.contains(target as Node)) close();
    };
    document.addEventListener('mousedown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      isThere.current = false;
      document.removeEventListener('mousedown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, []);
  return isThere;
};

interface EveryoneProps extends Pick<Props, 'profiles' | 'chosen'> {
  readonly take: (profile: Profile) => void;
  readonly edit: (id: string) => void;
}

const Everyone = ({ profiles, chosen, take, edit }: EveryoneProps) => {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = list;
    const pressed = current?.querySelector<HTMLElement>('[aria-pressed="true"]');
    (pressed ?? (current === null ? undefined : focusable(current)[0]))?.focus();
  }, []);
  return (
    <div ref={list}>
      <h2>{words.profiles.title}</h2>
      {profiles.map((profile) => {
        const change = words.profiles.change(nameOf(profile));
        return (
          <div class="profile-row" key={profile.profile_id}>
            <button
              type="button"
              class="profile"
              aria-pressed={profile === chosen}
              onClick={() => take(profile)}
            >
              <span class="profile-name">{nameOf(profile)}</span>
              {profile === chosen && <Icon of={Check} />}
            </button>
            <button
              type="button"
              class="profile-change"
              aria-label={change}
              title={change}
              onClick={() => edit(profile.profile_id)}
            >
              <Icon of={Pencil} />
            </button>
          </div>
        );
      })}
      <NewProfile added={take} />
    </div>
  );
};
