/** Keeps the screen on while it plays, where the browser lets a page do so. */

interface Lock {
  readonly release: () => Promise<void>;
}

interface Locks {
  readonly request: (type: 'screen') => Promise<Lock>;
}

/** @returns what ends it */
export const stayAwake = (video: HTMLVideoElement): (() => void) => {
  const { wakeLock } = navigator as { readonly wakeLock?: Locks };
  if (wakeLock === undefined) return () => undefined;
  let lock: Lock | null = null;
  let isOver = false;
  const release = (): void => {
    lock?.release().catch(() => undefined);
    lock = null;
  };
  const hold = async (): Promise<void> => {
    if (isOver || video.paused || lock !== null || document.visibilityState !== 'visible') return;
    lock = await wakeLock.request('screen').catch(() => null);
    if (isOver || video.paused) release();
  };
  // A page that is hidden loses it.
  const seen = (): void => {
    if (document.visibilityState === 'hidden') release();
    else void hold();
  };
  video.addEventListener('playing', () => void hold());
  for (const name of ['pause', 'ended']) video.addEventListener(name, release);
  document.addEventListener('visibilitychange', seen);
  return () => {
    isOver = true;
    release();
    document.removeEventListener('visibilitychange', seen);
  };
};
