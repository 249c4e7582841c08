/** What the server and an engine child say to each other. */
import type { EngineCounters } from '../types.ts';

export type Order =
  | { readonly id: number; readonly call: string; readonly args: readonly unknown[] }
  | { readonly cancel: number }
  | { readonly poolLimit: number };

/** Characters of a failure's texts: what people read. */
export const MOST_WORDS = 10_000;

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly detail: string | null;
}

export type Report =
  /** First of all: whose program it runs. */
  | { readonly build: string }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure }
  | Progress;

/** Told whenever it has changed. */
export interface Progress {
  /** Of the jobs in hand, by id: numbers that grow as long as those get on. */
  readonly steps: Readonly<Record<string, number>>;
  readonly counters: EngineCounters;
}

/** How often a child looks at its progress. */
export const REPORT_MS = 200;
