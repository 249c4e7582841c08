/**
 * A file without an index is read through for its subtitles: what the server did not know yet when
 * hls.js asked, which asks once, is asked for again. What a browser threw away is told again.
 */
import type Hls from 'hls.js';
import { Events, type FragLoadedData } from 'hls.js';

const AGAIN_MS = 3000;

/**
 * A browser empties a track that is shown for the first time a moment later, with the lines that
 * hls.js had for it by then.
 */
const EMPTIED_MS = 500;

/** @returns what ends it */
export const completeSubtitles = (hls: Hls): (() => void) => {
  const timers = new Set<number>();
  let isOver = false;
  const told = new WeakSet<FragLoadedData>();
  const after = (ms: number, act: () => void): void => {
    if (isOver) return;
    const timer = window.setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };
  const again = (data: FragLoadedData): void => after(AGAIN_MS, () => void load(data));
  const hasLines = ({ frag }: FragLoadedData): boolean => {
    const cues = hls.subtitleTracks[frag.level]?.trackNode?.track.cues ?? null;
    return cues !== null && cues.length > 0;
  };
  /** Lines that are there already are known by what they say and when. */
  const tell = (data: FragLoadedData): void => {
    told.add(data);
    if (hls.media !== null) hls.trigger(Events.FRAG_LOADED, data);
  };
  const load = async (data: FragLoadedData): Promise<void> => {
    try {
      const response = await fetch(data.frag.url);
      if (!response.ok) return; // of another version: hls.js meets that, too
      const payload = await response.arrayBuffer();
      tell(Object.assign({}, data, { payload, networkDetails: response }));
    } catch {
      again(data);
    }
  };
  hls.on(Events.FRAG_LOADED, (_, data) => {
    if (data.frag.type !== SUBTITLES) return;
    if (isUnfinished(data.networkDetails)) again(data);
    else if (!told.has(data)) {
      after(EMPTIED_MS, () => {
        if (!hasLines(data)) tell(data);
      });
    }
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
