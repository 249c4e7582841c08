import { InvalidArgumentError } from 'commander';
import { fromSeconds, type Ticks } from '../core/ticks.ts';
import type { Container } from '../engine/types.ts';

export interface ProbeOptions {
  readonly json?: boolean;
}

export interface SegmentOptions {
  readonly rendition: string;
  readonly index: number;
  readonly container: Container;
  readonly output: string;
  readonly stats?: boolean;
}

export interface VerifyOptions {
  /** All renditions of the file when absent. */
  readonly rendition?: string;
  readonly quick?: boolean;
  /** How much of longer titles is looked at; all when absent. */
  readonly sample?: Ticks;
  readonly json?: boolean;
}

export interface HistoryOptions {
  readonly db?: string;
}

/** A segment's number, counted from 0. */
export const parseIndex = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 0.');
  return Number(text);
};

/** A length in whole seconds. */
export const parseSeconds = (text: string): Ticks => {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new InvalidArgumentError('Expected whole seconds from 1.');
  return fromSeconds(Number(text));
};

/** `<resolution>_<codec>`, as the playlists name it. Whether the file has it is seen later. */
export const parseRendition = (text: string): string => {
  if (!/^(\d{1,4}p|source|audio)_[a-z0-9]{1,16}$/.test(text)) {
    throw new InvalidArgumentError('Expected a name such as 720p_h264 or source_hevc.');
  }
  return text;
};
