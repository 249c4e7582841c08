/** What took work to have, kept in a map of bounded size: the one used last is the last. */
import { dropOldest } from './drop-oldest.ts';

/** What could not be had is tried again. */
export const remembered = <T>(
  map: Map<string, Promise<T>>,
  key: string,
  most: number,
  make: () => Promise<T>,
): Promise<T> => {
  const kept = map.get(key);
  const value = kept ?? make();
  map.delete(key);
  map.set(key, value);
  dropOldest(map, most);
  if (kept !== undefined) return value;
  value.catch(() => {
    if (map.get(key) === value) map.delete(key);
  });
  return value;
};
