/** Tracks of subtitles as the database keeps them: lines of JSON, taken up in slices. */
import { inSlices } from '../core/slices.ts';
import type { Cue } from '../engine/subtitles.ts';

/** All lines of a stream. */
export interface TrackCues {
  readonly stream: number;
  readonly header: string;
  /** By start. */
  readonly cues: readonly Cue[];
}

type Script = Omit<TrackCues, 'stream'>;

/** Cues of a line: what takes a few milliseconds. */
const PIECE = 500;
const LINE_FEED = 10;

export const encodeCues = (script: Script): Promise<Buffer> => inSlices(encoding(script));

function* encoding({ header, cues }: Script): Generator<void, Buffer> {
  const lines = [Buffer.from(JSON.stringify([header]))];
  for (let at = 0; at < cues.length; at += PIECE) {
    lines.push(Buffer.from(`\n${JSON.stringify(cues.slice(at, at + PIECE))}`));
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
    const line = JSON.parse(data.toString('utf8', at, end));
    if (header === undefined) [header] = line as [string];
    else cues.push(...(line as Cue[]));
    at = end + 1;
    yield;
  }
  if (typeof header !== 'string') throw new TypeError('there is no script');
  return { header, cues };
}
