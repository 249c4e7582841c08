/** A name, and that is all it takes. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { useKeys } from '../input.ts';
import { words } from '../words/words.ts';

/** By which a server tells that a name is none, or is there already. */
const REFUSED: readonly number[] = [400, 409];

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
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (): void => {
    const name = field.current?.value.trim() ?? '';
    if (name === '') field.current?.focus();
    else save(name).catch((error) => setProblem(wordsFor(error)));
  };
  useKeys(({ name }, { repeat }) => {
    if (name !== 'enter' || document.activeElement !== field.current) return false;
    if (!repeat) submit(); // what is held has only opened this
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
        aria-invalid={problem !== null}
        autocomplete="off"
        ref={field}
        onInput={() => setProblem(null)}
      />
      <button type="button" class="button" onClick={submit}>
        {label}
      </button>
      {problem !== null && <p role="alert">{problem}</p>}
    </div>
  );
};

const wordsFor = (error: unknown): string =>
  error instanceof ApiError && REFUSED.indexOf(error.status) !== -1
    ? words.profiles.taken
    : words.profiles.failed;
