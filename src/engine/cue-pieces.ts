/** Cues as JSON, in pieces that take a few milliseconds each: whoever takes up long files waits. */
import * as z from 'zod';
import type { Cue } from './subtitles.ts';

/** Cues of a piece. */
const PIECE = 500;

/** None for no cues. */
export function* piecesOf(cues: readonly Cue[]): Generator<Buffer<ArrayBuffer>, void> {
  for (let at = 0; at < cues.length; at += PIECE) {
    yield Buffer.from(JSON.stringify(cues.slice(at, at + PIECE)));
  }
}

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
export const cuesIn = (piece: Buffer): Cue[] => CUES.parse(JSON.parse(piece.toString()));
