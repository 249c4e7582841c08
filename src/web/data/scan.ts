/** How far the look through the folders is. */
import { useEffect, useState } from 'preact/hooks';
import { getJson } from '../api.ts';
import { useLive } from './live.ts';

export interface Scan {
  readonly phase: 'listing' | 'probing' | 'idle';
  readonly found: number;
  readonly probed: number;
  readonly left: number;
  readonly eta: number | null;
  readonly offline: readonly string[];
}

/** Null before the first answer. */
export const useScan = (): Scan | null => {
  const [scan, setScan] = useState<Scan | null>(null);
  useLive('scan', (told) => setScan(told as Scan));
  useEffect(() => {
    let isGone = false;
    const told = (value: Scan): void => {
      if (!isGone) setScan(value);
    };
    getJson<Scan>('/api/v1/scan').then(told, () => undefined);
    return () => {
      isGone = true;
    };
  }, []);
  return scan;
};
