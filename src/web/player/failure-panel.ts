import { originalUrl } from '../api.ts';
import { type Action, messagePanel } from '../message.ts';
import type { Failure } from './failures.ts';

export interface FailureActions {
  readonly videoId: string;
  readonly again: () => void;
  readonly leave: () => void;
}

/** A failure with what can be done about it. */
export const failurePanel = (failure: Failure, actions: FailureActions): HTMLElement => {
  const { videoId, again, leave } = actions;
  const elsewhere: Action = { label: 'Open in another player', press: originalUrl(videoId) };
  return messagePanel({
    title: failure.title,
    text: failure.text,
    actions: [
      { label: failure.passing ? 'Try now' : 'Try again', press: again },
      ...(failure.elsewhere ? [elsewhere] : []),
      { label: 'Back', press: leave },
    ],
  });
};
