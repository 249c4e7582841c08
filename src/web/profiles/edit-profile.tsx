/** Another name for somebody who watches, or an end of it. */
import { Trash2 } from 'lucide';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isFirst, type Profile, removeProfile, renameProfile } from '../data/profiles.ts';
import { useKeys } from '../input.ts';
import { Icon } from '../parts/icon.tsx';
import { words } from '../words/words.ts';
import { NameField } from './name-field.tsx';
import { nameOf } from './profile-name.ts';

interface Props {
  readonly profile: Profile;
  readonly renamed: (to: Profile) => void;
  /** `left`: who there is without it. */
  readonly removed: (left: readonly Profile[]) => void;
  /** Nothing was changed. */
  readonly left: () => void;
}

export const EditProfile = ({ profile, renamed, removed, left }: Props) => {
  const [isAsked, setAsked] = useState(false);
  useKeys(({ name }) => {
    if (name !== 'back') return false;
    if (isAsked) setAsked(false);
    else left();
    return true;
  });
  if (isAsked) {
    return <Removal profile={profile} removed={removed} kept={() => setAsked(false)} />;
  }
  const name = nameOf(profile);
  const rename = async (wanted: string): Promise<void> => {
    // The first one's name is a word of the page, in its language, until it has one of its own.
    if (wanted === name) left();
    else renamed(await renameProfile(profile, wanted));
  };
  return (
    <>
      <h2>{words.profiles.change(name)}</h2>
      <NameField name={name} label={words.profiles.rename} save={rename} />
      {!isFirst(profile) && (
        <button type="button" class="profile remove" onClick={() => setAsked(true)}>
          <Icon of={Trash2} />
          <span class="profile-name">{words.profiles.remove}</span>
        </button>
      )}
    </>
  );
};

interface RemovalProps extends Pick<Props, 'profile' | 'removed'> {
  readonly kept: () => void;
}

/** Asks first: nothing brings back what was watched. */
const Removal = ({ profile, removed, kept }: RemovalProps) => {
  const keep = useRef<HTMLButtonElement>(null);
  const [hasFailed, setFailed] = useState(false);
  // A button that is disabled loses the focus.
  const isAsked = useRef(false);
  useLayoutEffect(() => keep.current?.focus(), []);
  const remove = (): void => {
    if (isAsked.current) return;
    isAsked.current = true;
    removeProfile(profile).then(removed, () => {
      isAsked.current = false;
      setFailed(true);
    });
  };
  const title = words.profiles.removeIt(nameOf(profile));
  return (
    <div role="alertdialog" aria-label={title} aria-describedby="profile-lost">
      <h2>{title}</h2>
      <p class="profile-lost" id="profile-lost">
        {words.profiles.lost}
      </p>
      <div class="profile-choice">
        <button type="button" class="button" ref={keep} onClick={kept}>
          {words.profiles.keep}
        </button>
        <button type="button" class="button danger" onClick={remove}>
          {words.profiles.remove}
        </button>
      </div>
      {hasFailed && (
        <p class="profile-lost" role="alert">
          {words.profiles.failed}
        </p>
      )}
    </div>
  );
};
