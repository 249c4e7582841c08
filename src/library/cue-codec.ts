/** Tracks of subtitles as the database keeps them: lines of JSON, taken up in slices. */
import * as z from 'zod';
import { inSlices } from '../core/slices.ts';
import { cuesIn, piecesOf } from '../engine/cue-pieces.ts';
import type { Cue } from '../engine/subtitles.ts';

/** All lines of a stream. */
export interface TrackCues {
  readonly stream: number;
  readonly header: string;
  /** By start. */
  readonly cues: readonly Cue[];
}

type Script = Omit<TrackCues, 'stream'>;

const LINE_FEED = 10;

/** The first line. */
const HEADER = z.tuple([z.string()]);

export const encodeCues = (script: Script): Promise<Buffer> => inSlices(encoding(script));

function* encoding({ header, cues }: Script): Generator<void, Buffer> {
  const lines = [Buffer.from(JSON.stringify([header]))];
  for (const piece of piecesOf(cues)) {
    lines.push(Buffer.of(LINE_FEED), piece);
    yield;
  }
  return Buffer.concat(lines);
}

/** Throws on bytes that encodeCues() cannot have made. */
export const decodeCues = (data: Buffer): Promise<Script> => inSlices(decoding(data));

function* decoding(data: Buffer): Generator<void, Script> {
  const cues: Cue[] = [];
  let header: string | undefined;
  for (let at = 0; at < data.length; ) {
    const found = data.indexOf(LINE_FEED, at);
    const end = found < 0 ? data.length : found;
    const line = data.subarray(at, end);
    if (header === undefined) [header] = HEADER.parse(JSON.parse(line.toString()));
    else cues.push(...cuesIn(line));
    at = end + 1;
    yield;
  }
  if (header === undefined) throw new TypeError('there is no script');
  return { header, cues };
}
