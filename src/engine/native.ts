/** The one place that loads the addon. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { HaemaError } from '../core/errors.ts';
import type {
  EngineCounters,
  InitRequest,
  Inspection,
  InspectRequest,
  Probe,
  Segment,
  SegmentRequest,
  SourceRef,
} from './types.ts';

/** A call that runs on the engine's own threads. */
export interface NativeJob<T> {
  readonly promise: Promise<T>;
  readonly cancel: () => void;
}

export interface NativeEngine {
  /** Versions of the libraries, and the instruction sets that they use here. */
  readonly libraries: string;
  probe(source: SourceRef): NativeJob<Probe>;
  segment(request: SegmentRequest): NativeJob<Segment>;
  init(request: InitRequest): NativeJob<Buffer>;
  inspect(request: InspectRequest): NativeJob<Inspection>;
  counters(): EngineCounters;
  setPoolLimit(bytes: number): void;
}

const ADDON = fileURLToPath(new URL('../../build/Release/haema.node', import.meta.url));

export const loadNative = (): NativeEngine => {
  try {
    return createRequire(import.meta.url)(ADDON) as NativeEngine;
  } catch (cause) {
    throw new HaemaError('ENGINE_FAILED', 'the engine is not built; run ./scripts/setup.sh', {
      cause,
    });
  }
};

/** Names everything besides its input that the engine's output depends on. */
export const buildOf = ({ libraries }: NativeEngine): string =>
  hash('sha256', Buffer.concat([readFileSync(ADDON), Buffer.from(libraries)]));
