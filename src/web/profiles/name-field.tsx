/** A name, and that is all it takes. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useKeys } from '../input.ts';
import { words } from '../words/words.ts';

interface Props {
  /** What it is before somebody types. */
  readonly name: string;
  /** What the button says. */
  readonly label: string;
  /** Fails for a name that cannot be used. */
  readonly save: (name: string) => Promise<void>;
}

export const NameField = ({ name: before, label, save }: Props) => {
  const field = useRef<HTMLInputElement>(null);
  const [isRefused, setRefused] = useState(false);
  const submit = (): void => {
    const name = field.current?.value.trim() ?? '';
    if (name === '') field.current?.focus();
    else save(name).catch(() => setRefused(true));
  };
  useKeys(({ name }) => {
    if (name !== 'enter' || document.activeElement !== field.current) return false;
    submit();
    return true;
  });
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <div class="profile-new">
      <input
        type="text"
        maxLength={40}
        defaultValue={before}
        placeholder={words.profiles.name}
        aria-label={words.profiles.name}
        aria-invalid={isRefused}
        autocomplete="off"
        ref={field}
        onInput={() => setRefused(false)}
      />
      <button type="button" class="button" onClick={submit}>
        {label}
      </button>
      {isRefused && <p role="alert">{words.profiles.taken}</p>}
    </div>
  );
};
