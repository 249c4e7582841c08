/** An ASS script as a file of its own, for players that show all that it says. */
import { sortedInSteps } from '../../core/sorted-in-steps.ts';
import { TICKS_PER_SECOND, type Ticks } from '../../core/ticks.ts';
import type { ScriptEvent } from './webvtt.ts';

export interface LayeredEvent extends ScriptEvent {
  readonly layer: number;
  /** Of what is an ASS script itself: what else the line says. */
  readonly event?: {
    /** Among the lines of the script. */
    readonly order: number;
    readonly name: string;
    readonly margins: readonly [left: number, right: number, vertical: number];
    readonly effect: string;
  };
}

const FIELDS = 'Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text';

/** `header`: all that comes before the events. In slices, for there may be many. */
export function* assScript(
  header: string,
  events: readonly LayeredEvent[],
): Generator<void, string> {
  const before = header.replace(/\r\n?/g, '\n').split(/^\[Events\]/im)[0] ?? '';
  const lines = [before.trimEnd(), '', '[Events]', `Format: ${FIELDS}`];
  for (const { layer, start, end, style, text, event } of yield* inOrder(events)) {
    const { name, margins, effect } = event ?? PLAIN;
    const fields = [layer, clock(start), clock(end), style, name, ...margins, effect];
    lines.push(`Dialogue: ${oneLine([...fields, text].join(','))}`);
    yield;
  }
  return [...lines, ''].join('\n');
}

const PLAIN = { name: '', margins: [0, 0, 0], effect: '' };

/** Of lines in one layer the later one lies above. */
const inOrder = (events: readonly LayeredEvent[]): Generator<void, LayeredEvent[]> =>
  sortedInSteps(events, (a, b) => (a.event?.order ?? 0) - (b.event?.order ?? 0));

const oneLine = (text: string): string => text.replace(/\r\n?|\n/g, '\\N').replaceAll('\0', '');

/** `1:02:03.45` */
const clock = (time: Ticks): string => {
  const all = Math.max(0, Math.round((time * 100) / TICKS_PER_SECOND));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(all / 360_000), Math.floor(all / 6000) % 60];
  return `${hours}:${pad(minutes)}:${pad(Math.floor(all / 100) % 60)}.${pad(all % 100)}`;
};
