/** What the server and an engine child say to each other. */
import type { RefusedOpen } from '../native.ts';
import type { EngineCounters } from '../types.ts';

export type Order =
  | {
      readonly id: number;
      readonly call: string;
      readonly args: readonly unknown[];
      /** The folder that the file lies in. */
      readonly root: string;
    }
  | { readonly cancel: number }
  | { readonly poolLimit: number };

/** Characters of a failure's texts: what people read. */
export const MOST_WORDS = 10_000;

/** Of a child that may open some files only, and do little else. */
export const CONFINED = '--confined';

/** In place of a failure's code: the child may not open the root, and a newer one perhaps may. */
export const SHUT = 'SHUT';

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly detail: string | null;
}

/** What a child says first of all. */
export interface Hello {
  /** Whose program it runs. */
  readonly build: string;
  /** It can open what it was given, and nothing else. */
  readonly filesConfined: boolean;
  /** It can make no program, process or connection. */
  readonly callsConfined: boolean;
}

export type Report =
  | Hello
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure }
  | Progress
  | Refusals;

/** Told whenever it has changed. */
export interface Progress {
  /** Of the jobs in hand, by id: numbers that grow as long as those get on. */
  readonly steps: Readonly<Record<string, number>>;
  readonly counters: EngineCounters;
}

/** Told before the end of the job in which it may have happened. */
export interface Refusals {
  readonly refused: readonly RefusedOpen[];
}

/** How often a child looks at its progress. */
export const REPORT_MS = 200;
