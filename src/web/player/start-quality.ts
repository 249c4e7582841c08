/** Which rendition to begin with: a better guess is a switch less, and a segment less to make. */

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
  /** Pixels of the screen's longer side. */
  readonly screen: number;
  /** Bits a second that the line is known to carry; null: a home's own network. */
  readonly bandwidth: number | null;
}

/**
 * Index of the candidate to begin with. The largest that the screen can show and the line can
 * carry, where the next larger than the screen counts if none fits it exactly.
 */
export const startQuality = (
  candidates: readonly Candidate[],
  { chosen, screen, bandwidth }: Circumstances,
): number => {
  const byHand = candidates.findIndex(({ name }) => name === chosen);
  if (byHand !== -1) return byHand;
  const size = ({ width, height }: Candidate): number => Math.max(width, height);
  const order = candidates.map((_, index) => index).sort((a, b) => rate(a) - rate(b));
  function rate(index: number): number {
    return candidates[index]?.bitrate ?? 0;
  }
  let best = order[0] ?? 0;
  for (const index of order) {
    const candidate = candidates[index];
    const current = candidates[best];
    if (candidate === undefined || current === undefined) continue;
    const affordable = bandwidth === null || candidate.bitrate <= bandwidth * 0.7;
    if (affordable && size(current) < screen) best = index;
  }
  return best;
};

/** What the browser tells of itself. */
export const circumstances = (chosen: string | null): Circumstances => ({
  chosen,
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
