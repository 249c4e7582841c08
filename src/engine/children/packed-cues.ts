/** Cues on their way from a child: in pieces, for the server takes up long files bit by bit. */
import { z } from 'zod';
import { inSlices } from '../../core/slices.ts';
import type { Cue } from '../subtitles.ts';

/** Cues of a piece: what takes a few milliseconds. */
const PIECE = 500;

/** The same with its cues as JSON, a piece each. */
export type Packed<T> = Omit<T, 'cues'> & { readonly cues: readonly Buffer[] };

export const packed = <T extends { readonly cues: readonly Cue[] }>(it: T): Packed<T> => {
  const pieces: Buffer[] = [];
  for (let at = 0; at < it.cues.length; at += PIECE) {
    pieces.push(Buffer.from(JSON.stringify(it.cues.slice(at, at + PIECE))));
  }
  return { ...it, cues: pieces };
};

const int = z.int();
const text = z.string();

const CUES = z
  .array(
    z
      .strictObject({
        start: int,
        end: int,
        style: text,
        layer: int,
        text,
        settings: text.exactOptional(),
        event: z
          .strictObject({
            order: int,
            name: text,
            margins: z.tuple([int, int, int]).readonly(),
            effect: text,
          })
          .exactOptional(),
      })
      .refine(({ start, end }) => start < end),
  )
  .max(PIECE);

/** @throws for what are no cues */
export const unpacked = (pieces: readonly Buffer[]): Promise<Cue[]> => inSlices(taking(pieces));

function* taking(pieces: readonly Buffer[]): Generator<void, Cue[]> {
  const cues: Cue[] = [];
  for (const piece of pieces) {
    cues.push(...CUES.parse(JSON.parse(piece.toString())));
    yield;
  }
  return cues;
}
