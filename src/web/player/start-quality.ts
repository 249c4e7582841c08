/** Which rendition to begin with: a better guess is a switch less, and a segment less to make. */
import { isCopy } from './levels.ts';

export interface Candidate {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Bits a second. */
  readonly bitrate: number;
}

export interface Circumstances {
  /** Name of the rendition that the viewer chose last; null: automatic. */
  readonly chosen: string | null;
  /** Name of the copy that the device is too slow for; null: none. */
  readonly rough?: string | null;
  /** Pixels of the screen's longer side. */
  readonly screen: number;
  /** Bits a second that the line is known to carry; null: a home's own network. */
  readonly bandwidth: number | null;
}

/** Bits a second of a copy that any home's network, and a player's buffer, have room for. */
export const MOST_BITS = 40e6;

/**
 * Index of the candidate to begin with. The file as it is, where the line can carry it: that costs
 * the server nothing. Else the largest that the screen can show and the line can
 * carry, where the next larger than the screen counts if none fits it exactly.
 */
export const startQuality = (
  candidates: readonly Candidate[],
  { chosen, rough = null, screen, bandwidth }: Circumstances,
): number => {
  const copy = candidates.findIndex(({ name }) => isCopy(name));
  const original = chosen !== null && isCopy(chosen); // of whatever codec
  const byHand = original ? copy : candidates.findIndex(({ name }) => name === chosen);
  if (byHand !== -1) return byHand;
  const carried = bandwidth === null ? MOST_BITS : Math.min(MOST_BITS, bandwidth * 0.7);
  const runs = candidates[copy]?.name !== rough;
  if (runs && (candidates[copy]?.bitrate ?? Number.POSITIVE_INFINITY) <= carried) return copy;
  const size = ({ width, height }: Candidate): number => Math.max(width, height);
  const order = candidates.map((_, index) => index).sort((a, b) => rate(a) - rate(b));
  function rate(index: number): number {
    return candidates[index]?.bitrate ?? 0;
  }
  let best = order.filter((index) => index !== copy)[0] ?? 0;
  for (const index of order) {
    const candidate = candidates[index];
    const current = candidates[best];
    if (candidate === undefined || current === undefined) continue;
    const affordable = bandwidth === null || candidate.bitrate <= bandwidth * 0.7;
    if (index === copy) continue;
    if (affordable && size(current) < screen) best = index;
  }
  return best;
};

/** What the browser tells of itself. */
export const circumstances = (chosen: string | null, rough: string | null): Circumstances => ({
  chosen,
  rough,
  screen: Math.max(screen.width, screen.height) * (window.devicePixelRatio || 1),
  bandwidth: cellularBandwidth(),
});

interface NetworkInformation {
  readonly type?: string;
  readonly saveData?: boolean;
  /** Mb/s, never told above 10: of no use on anything faster than a phone's network. */
  readonly downlink?: number;
}

const cellularBandwidth = (): number | null => {
  const { connection } = navigator as { readonly connection?: NetworkInformation };
  if (connection?.type !== 'cellular' && connection?.saveData !== true) return null;
  return (connection.downlink ?? 2) * 1e6;
};
