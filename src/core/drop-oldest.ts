/** Of a map whose entries are put in again when they are used: those used longest ago go. */
export const dropOldest = <Key>(map: Map<Key, unknown>, most: number): void => {
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
};
