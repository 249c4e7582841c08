/**
 * A file without an index is read through for its subtitles: what the server did not know yet when
 * hls.js asked, which asks once, is asked for again.
 */
import type Hls from 'hls.js';
import { Events, type FragLoadedData } from 'hls.js';

const AGAIN_MS = 3000;

/** @returns what ends it */
export const completeSubtitles = (hls: Hls): (() => void) => {
  const timers = new Set<number>();
  let isOver = false;
  const again = (data: FragLoadedData): void => {
    if (isOver) return;
    const timer = window.setTimeout(() => {
      timers.delete(timer);
      void load(data);
    }, AGAIN_MS);
    timers.add(timer);
  };
  const load = async (data: FragLoadedData): Promise<void> => {
    try {
      const response = await fetch(data.frag.url);
      if (!response.ok) return; // of another version: hls.js meets that, too
      const payload = await response.arrayBuffer();
      // Lines that are there already are known by what they say and when.
      const isOpen = hls.media !== null;
      const loaded = Object.assign({}, data, { payload, networkDetails: response });
      if (isOpen) hls.trigger(Events.FRAG_LOADED, loaded);
    } catch {
      again(data);
    }
  };
  hls.on(Events.FRAG_LOADED, (_, data) => {
    if (data.frag.type === SUBTITLES && isUnfinished(data.networkDetails)) again(data);
  });
  return () => {
    isOver = true;
    for (const timer of timers) window.clearTimeout(timer);
  };
};

const SUBTITLES = 'subtitle';

/** What is known so far is nothing to keep. */
const isUnfinished = (details: unknown): boolean => {
  const caching =
    details instanceof Response
      ? details.headers.get('Cache-Control')
      : details instanceof XMLHttpRequest
        ? details.getResponseHeader('Cache-Control')
        : null;
  return caching === 'no-store';
};
