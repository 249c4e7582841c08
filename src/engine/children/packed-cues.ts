/** Cues on their way from a child: in pieces, for the server takes up long files bit by bit. */
import { inSlices } from '../../core/slices.ts';
import { cuesIn, piecesOf } from '../cue-pieces.ts';
import type { Cue } from '../subtitles.ts';

/** The same with its cues as JSON, a piece each. */
export type Packed<T> = Omit<T, 'cues'> & { readonly cues: readonly Buffer[] };

export const packed = <T extends { readonly cues: readonly Cue[] }>(it: T): Packed<T> => ({
  ...it,
  cues: [...piecesOf(it.cues)],
});

/** @throws for what are no cues */
export const unpacked = (pieces: readonly Buffer[]): Promise<Cue[]> => inSlices(taking(pieces));

function* taking(pieces: readonly Buffer[]): Generator<void, Cue[]> {
  const cues: Cue[] = [];
  for (const piece of pieces) {
    cues.push(...cuesIn(piece));
    yield;
  }
  return cues;
}
