/** Tracks of subtitles, packed for the database. */
import type { Cue } from '../engine/subtitles.ts';

/** All lines of a stream. */
export interface TrackCues {
  readonly stream: number;
  readonly header: string;
  /** By start. */
  readonly cues: readonly Cue[];
}

/** In columns, which deflate well: starts as differences, ends as lengths. */
interface Packed {
  readonly header: string;
  readonly styles: readonly string[];
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
  readonly style: readonly number[];
  readonly layers: readonly number[];
  readonly texts: readonly string[];
  /** Of ASS alone. */
  readonly events: readonly Cue['event'][] | null;
}

export const encodeCues = ({ header, cues }: Omit<TrackCues, 'stream'>): Buffer => {
  const styles = [...new Set(cues.map(({ style }) => style))];
  const numbers = new Map(styles.map((style, at) => [style, at]));
  const packed: Packed = {
    header,
    styles,
    starts: cues.map(({ start }, at) => start - (cues[at - 1]?.start ?? 0)),
    lengths: cues.map(({ start, end }) => end - start),
    style: cues.map(({ style }) => numbers.get(style) ?? 0),
    layers: cues.map(({ layer }) => layer),
    texts: cues.map(({ text }) => text),
    events: cues.some(({ event }) => event) ? cues.map(({ event }) => event) : null,
  };
  return Buffer.from(JSON.stringify(packed));
};

/** Throws on bytes that encodeCues() cannot have made. */
export const decodeCues = (data: Buffer): Omit<TrackCues, 'stream'> => {
  const packed = JSON.parse(data.toString()) as Packed;
  const { header, styles, starts, lengths, style, layers, texts, events } = packed;
  let start = 0;
  const cues = texts.map((text, at): Cue => {
    start += starts[at] ?? 0;
    const end = start + (lengths[at] ?? 0);
    const cue = { start, end, style: styles[style[at] ?? 0] ?? '', layer: layers[at] ?? 0, text };
    const event = events?.[at];
    return event ? { ...cue, event } : cue;
  });
  return { header, cues };
};
