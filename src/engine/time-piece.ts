import type { Ticks } from '../core/ticks.ts';

/** A part of a file that tells a time of its own, in ticks of the container. */
export interface TimePiece {
  /** The byte where it begins. */
  readonly position: number;
  readonly from: Ticks;
  readonly to: Ticks;
  /** Added to its times, these go on where those of the piece before have ended. */
  readonly shift: Ticks;
}

/** For a SourceRef. What goes on from beginning to end is asked for as it always was. */
export const piecesOf = ({ pieces }: { readonly pieces: readonly TimePiece[] }) =>
  pieces.length === 0 ? {} : { pieces };
