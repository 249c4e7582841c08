/** For lines in the log about long work: true when the last time is this long ago, or the start. */
export const nowAndThen = (
  everyMs: number,
  nowMs: () => number = () => performance.now(),
): (() => boolean) => {
  let last = nowMs();
  return () => {
    const now = nowMs();
    if (now - last < everyMs) return false;
    last = now;
    return true;
  };
};
