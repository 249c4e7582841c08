import type { Key } from '../keys.ts';

/** What fills the page. */
export interface View {
  readonly element: HTMLElement;
  /** When the element has come into the page. */
  readonly show: () => void;
  /** Before it leaves: nothing goes on behind it. */
  readonly hide: () => void;
  /** Whether the key was for this view; the browser then does nothing with it. */
  readonly press: (key: Key, event: KeyboardEvent) => boolean;
}
