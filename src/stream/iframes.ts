/**
 * A rendition of single pictures, that with which each segment begins (RFC 8216 4.3.3.6): players
 * show them while somebody seeks.
 */
import { TICKS_PER_SECOND, type Ticks } from '../core/ticks.ts';
import { FRAME_RATE_CAP, type Rendition } from '../hls/ladder.ts';

export const IFRAME_RENDITION = 'iframes_h264';

/** The smallest rung that shows enough on a TV. */
const BOX = 360;

/** What is no longer than any picture lasts holds one. */
const PICTURE: Ticks = TICKS_PER_SECOND / FRAME_RATE_CAP;

/** The rung whose pictures they are; null for a file without. */
export const iframeRung = (ladder: readonly Rendition[]): Rendition | null =>
  ladder.findLast(({ box }) => box >= BOX) ?? ladder[0] ?? null;

/** The stretch of the picture with which a segment begins. */
export const iframeOf = <T extends { readonly start: Ticks; readonly end: Ticks }>(
  segment: T,
): T & { readonly last: false } => ({
  ...segment,
  end: Math.min(segment.end, segment.start + PICTURE),
  last: false,
});
