/**
 * WebVTT of the events of an ASS script, which is what libavcodec makes of every text subtitle.
 * What WebVTT can say stays: italic, bold, underlined, eight colours, and roughly the place.
 */
import { type Ticks, toSeconds } from '../../core/ticks.ts';
import type { Script } from './ass-styles.ts';
import { MOST_TEXT, type Reading, type Run, readText } from './ass-text.ts';

/** An event of a script. */
export interface ScriptEvent {
  readonly start: Ticks;
  readonly end: Ticks;
  readonly style: string;
  readonly text: string;
}

/** Nobody reads more: lines of a minute, characters of them, and of a whole track. */
const MOST_CUES = 4000;
const MOST_TAKEN = 2_000_000;
const MOST_OF_ALL = 32_000_000;

/** A file of its own; in slices, for it may be long. */
export function* webVtt(events: readonly ScriptEvent[], script: Script): Generator<void, string> {
  return `WEBVTT\n\n${yield* said(events, script, MOST_OF_ALL)}`;
}

/** Where 00:00:00.000 of a segment is in the pictures' time: as native/av/ts_writer.h has it. */
const ZERO = { ts: 900_000, fmp4: 0 };

/**
 * A segment: times are those of the whole film, and its offset is that of its pictures. In slices,
 * for a minute of a hostile track is long, too.
 */
export function* webVttSegment(
  events: readonly ScriptEvent[],
  script: Script,
  container: 'ts' | 'fmp4',
): Generator<void, string> {
  const map = `X-TIMESTAMP-MAP=MPEGTS:${ZERO[container]},LOCAL:00:00:00.000`;
  return `WEBVTT\n${map}\n\n${yield* said(events.slice(0, MOST_CUES), script, MOST_TAKEN)}`;
}

function* said(
  events: readonly ScriptEvent[],
  script: Script,
  most: number,
): Generator<void, string> {
  const cues: string[] = [];
  for (const cue of cuesOf(events, script, most)) {
    if (cue !== null) cues.push(cue);
    yield;
  }
  return cues.join('\n');
}

/**
 * What is drawn in several layers, as an outline and what is within, is said once: null for what
 * says nothing new.
 */
function* cuesOf(
  events: readonly ScriptEvent[],
  script: Script,
  most: number,
): Generator<string | null, void> {
  const known = new Set<string>();
  let taken = 0;
  for (const event of events) {
    taken += Math.min(event.text.length, MOST_TEXT);
    if (taken > most) return;
    const cue = cueOf(event, script);
    const isNew = cue !== null && !known.has(cue);
    if (isNew) known.add(cue);
    yield isNew ? cue : null;
  }
}

/** Null for one of which nothing is to be read. */
const cueOf = (event: ScriptEvent, script: Script): string | null => {
  const start = Math.max(0, millisecondsOf(event.start));
  const end = Math.min(MOST_MS, millisecondsOf(event.end));
  const reading = readText(event.text, script, event.style);
  if (end <= start || reading.runs.length === 0) return null;
  const text = reading.runs.map(markup).join('');
  return `${clock(start)} --> ${clock(end)}${settings(reading)}\n${text}\n`;
};

const millisecondsOf = (time: Ticks): number => Math.round(toSeconds(time) * 1000);
/** No film is longer than 999 hours. */
const MOST_MS = 999 * 3_600_000;

/** `01:02:03.456` */
const clock = (ms: number): string => {
  const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  const [hours, minutes] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60];
  return `${pad(hours)}:${pad(minutes)}:${pad(Math.floor(ms / 1000) % 60)}.${pad(ms % 1000, 3)}`;
};

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const markup = ({ text, italic, bold, underlined, colour }: Run): string => {
  let marked = text.replace(/[&<>]/g, (sign) => SIGNS[sign] ?? sign);
  if (colour !== null) marked = `<c.${colour}>${marked}</c>`;
  if (underlined) marked = `<u>${marked}</u>`;
  if (bold) marked = `<b>${marked}</b>`;
  return italic ? `<i>${marked}</i>` : marked;
};

/** Percent of the picture's height that players give a line. */
const LINE = 6;
/** From the sides, in percent. */
const MARGIN = 5;
const SIDES = ['left', 'center', 'right'] as const;

/** Nothing for what stands where players put it: at the bottom, in the middle. */
const settings = ({ alignment, at, runs }: Reading): string => {
  const side = SIDES[(alignment - 1) % 3] ?? 'center';
  const row = Math.floor((alignment - 1) / 3);
  if (at === null) return edge(side) + (row === 0 ? '' : row === 1 ? ' line:45%' : ' line:0');
  // Few players know of a line that a box ends at: it begins higher by what it is likely to take.
  const lines = runs.reduce((sum, { text }) => sum + text.split('\n').length - 1, 1);
  const height = Math.min(100, lines * LINE);
  const top = 100 * at.y - height * (1 - row / 2);
  const line = Math.round(Math.min(100 - height, Math.max(0, top)));
  const across = Math.round(100 * at.x);
  const align = side === 'center' ? '' : ` align:${side}`;
  return ` line:${line}% position:${across}%${align}`;
};

const edge = (side: (typeof SIDES)[number]): string => {
  if (side === 'center') return '';
  return ` position:${side === 'left' ? MARGIN : 100 - MARGIN}% align:${side}`;
};
