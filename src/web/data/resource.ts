/** What the server told, kept for who comes back: it is shown at once, and asked for again. */
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface Loaded<T> {
  /** Undefined before the first answer. */
  readonly value: T | undefined;
  /** Why there is none; undefined where there is. */
  readonly error: unknown;
  readonly reload: () => void;
  /** What it will be once the server has done it. */
  readonly expect: (value: T) => void;
}

interface Kept {
  readonly value: unknown;
  readonly text: string;
}

/** A few screens back, and no more: televisions have little memory. */
const MOST = 24;
const kept = new Map<string, Kept>();

const keep = (key: string, value: unknown): Kept => {
  const made = { value, text: JSON.stringify(value) };
  kept.delete(key);
  kept.set(key, made);
  if (kept.size > MOST) kept.delete(kept.keys().next().value ?? '');
  return made;
};

/** When all of it may be another's. */
export const forgetAll = (): void => kept.clear();

interface State<T> {
  readonly value: T | undefined;
  readonly error: unknown;
}

/** `key` is what it is kept by, and stays the same for as long as the component does. */
export const useLoaded = <T>(key: string, load: () => Promise<T>): Loaded<T> => {
  const [state, setState] = useState<State<T>>(() => {
    return { value: kept.get(key)?.value as T | undefined, error: undefined };
  });
  const turn = useRef(0);
  const latest = useRef(load);
  latest.current = load;
  const expect = useCallback((value: T) => {
    keep(key, value);
    turn.current++; // what is on its way was told before
    setState({ value, error: undefined });
  }, []);
  const reload = useCallback(() => {
    turn.current++;
    const own = turn.current;
    const isLate = (): boolean => own !== turn.current;
    const told = (value: T): void => {
      const before = kept.get(key)?.text;
      const now = isLate() ? null : keep(key, value);
      if (now !== null && now.text !== before) setState({ value, error: undefined });
      else if (now !== null)
        setState((it) => (it.value === undefined ? { value, error: undefined } : it));
    };
    const failed = (error: unknown): void => {
      if (!isLate()) setState(({ value }) => ({ value, error }));
    };
    latest.current().then(told, failed);
  }, []);
  useLayoutEffect(() => {
    reload();
    return () => void turn.current++;
  }, []);
  return { value: state.value, error: state.error, reload, expect };
};
