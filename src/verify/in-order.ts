/**
 * Does the work of several items at a time, and tells of each as soon as it and all before it are
 * done. After a failure nothing more is begun; it is thrown when what was begun has ended.
 */
export const inOrder = async <T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
  done: (result: R) => void,
): Promise<R[]> => {
  const results = new Map<number, R>();
  let [next, told, failed] = [0, 0, false];
  const walk = async (): Promise<void> => {
    while (!failed && next < items.length) {
      const at = next++;
      try {
        results.set(at, await work(items[at] as T));
      } catch (error) {
        failed = true;
        throw error;
      }
      for (; results.has(told); told++) done(results.get(told) as R);
    }
  };
  const walks = Array.from({ length: Math.max(1, atOnce) }, walk);
  for (const ended of await Promise.allSettled(walks)) {
    if (ended.status === 'rejected') throw ended.reason;
  }
  return items.map((_, at) => results.get(at) as R);
};
