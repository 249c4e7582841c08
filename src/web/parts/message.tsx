/** A few words in place of what was wanted: what happened, and what to do. */
import { ApiError, UNREACHABLE } from '../api.ts';
import { words } from '../words/words.ts';
import { keepFocus } from './icon-button.tsx';

export interface Action {
  readonly label: string;
  /** What to do, or where to go. */
  readonly press: (() => void) | string;
}

interface Props {
  readonly title: string;
  readonly text: string;
  readonly actions?: readonly Action[];
}

export const Message = ({ title, text, actions = [] }: Props) => (
  <div class="message" role="alert">
    <h2>{title}</h2>
    <p>{text}</p>
    {actions.length > 0 && (
      <div class="message-actions" data-row>
        {actions.map(({ label, press }, index) => (
          <ActionButton key={label} label={label} press={press} index={index} />
        ))}
      </div>
    )}
  </div>
);

const ActionButton = ({ label, press, index }: Action & { readonly index: number }) =>
  typeof press === 'string' ? (
    <a class="button" href={press} data-focus={`message:${index}`}>
      {label}
    </a>
  ) : (
    <button
      class="button"
      type="button"
      onClick={press}
      onMouseDown={keepFocus}
      data-focus={`message:${index}`}
    >
      {label}
    </button>
  );

interface FailureProps {
  readonly error: unknown;
  readonly again: () => void;
}

/** What the server said, or that it said nothing. */
export const Failure = ({ error, again }: FailureProps) => {
  const isAway = error instanceof ApiError && error.code === UNREACHABLE;
  const { title, text } = isAway
    ? words.unreachable
    : { title: words.failed.title, text: error instanceof Error ? error.message : '' };
  return <Message title={title} text={text} actions={[{ label: words.tryAgain, press: again }]} />;
};
