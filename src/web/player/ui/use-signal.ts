import { useLayoutEffect, useReducer } from 'preact/hooks';
import type { Signal } from '../signal.ts';

/** Draws a component anew whenever one of these tells of a change. */
export const useSignals = (...signals: readonly Signal[]): void => {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => {
    const ends = signals.map((signal) => signal.subscribe(() => redraw(undefined)));
    return () => {
      for (const end of ends) end();
    };
  }, signals as Signal[]);
};
