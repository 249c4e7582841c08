import { useLayoutEffect, useState } from 'preact/hooks';
import type { Player } from '../player.ts';

/** A picture that comes later than that is waited for with the controls. */
const SOON_MS = 400;

/**
 * Whether the controls are to be drawn: a slow device takes longer for them than the picture takes
 * to come, which would have to wait. So they come behind it.
 */
export const useDressed = ({ video, failure }: Player): boolean => {
  const isFailing = failure !== null;
  const [dressed, dress] = useState(false);
  useLayoutEffect(() => {
    const now = (): void => dress(true);
    const afterPicture = (): void => afterPaint(now);
    const timer = window.setTimeout(now, SOON_MS);
    video.addEventListener('loadeddata', afterPicture);
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) afterPicture();
    return () => {
      window.clearTimeout(timer);
      video.removeEventListener('loadeddata', afterPicture);
    };
  }, [video]);
  useLayoutEffect(() => {
    if (isFailing) dress(true);
  }, [isFailing]);
  return dressed || isFailing;
};

const afterPaint = (act: () => void): void => {
  window.requestAnimationFrame(() => window.requestAnimationFrame(act));
};
