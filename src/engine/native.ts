/** The one place that loads the addon. */
import { createRequire } from 'node:module';
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
  probe(source: SourceRef): NativeJob<Probe>;
  segment(request: SegmentRequest): NativeJob<Segment>;
  init(request: InitRequest): NativeJob<Buffer>;
  inspect(request: InspectRequest): NativeJob<Inspection>;
  counters(): EngineCounters;
  setPoolLimit(bytes: number): void;
}

const ADDON = '../../build/Release/haema.node';

export const loadNative = (): NativeEngine => {
  try {
    return createRequire(import.meta.url)(ADDON) as NativeEngine;
  } catch (cause) {
    throw new HaemaError('ENGINE_FAILED', 'the engine is not built; run ./scripts/setup.sh', {
      cause,
    });
  }
};
