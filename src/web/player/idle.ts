/** Hides the controls while nobody uses them. */

const IDLE_MS = 3000;

export interface Idle {
  /** Someone is there: shows the controls for a while. */
  readonly wake: () => void;
  /** Hides them now, if they may be hidden. */
  readonly sleep: () => void;
  readonly asleep: () => boolean;
  readonly stop: () => void;
}

/** `mayHide` is asked when the time has come; `changed` is told when `asleep` is otherwise now. */
export const createIdle = (mayHide: () => boolean, changed: () => void): Idle => {
  let timer: number | undefined;
  let asleep = false;
  const set = (next: boolean): void => {
    if (asleep === next) return;
    asleep = next;
    changed();
  };
  const sleep = (): void => {
    if (mayHide()) set(true);
    else wait();
  };
  const wait = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(sleep, IDLE_MS);
  };
  return {
    wake: () => {
      set(false);
      wait();
    },
    sleep,
    asleep: () => asleep,
    stop: () => window.clearTimeout(timer),
  };
};
