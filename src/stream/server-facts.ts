/** How all of it is at a moment, for metrics. */
import type { Cache } from '../cache/cache.ts';
import { UsageMeter } from '../engine/usage.ts';
import type { EngineReport } from './engine-report.ts';
import type { Events } from './events.ts';
import type { ScanReport } from './scan-report.ts';
import type { Scheduler } from './scheduler.ts';
import type { SegmentService } from './segment-service.ts';

export interface Watched {
  readonly cache: Cache;
  readonly events: Events;
  readonly report: EngineReport;
  readonly scan: ScanReport;
  readonly scheduler: Scheduler;
  readonly segments: SegmentService;
  /** Places in films that are not in the database yet. */
  readonly unsaved: () => number;
}

/** @returns how to look at it */
export const serverFacts = (watched: Watched) => {
  const { cache, events, report, scan, scheduler, segments, unsaved } = watched;
  const usage = new UsageMeter();
  return () => ({
    usage: usage.now(),
    activeStreams: segments.activeStreams,
    jobs: scheduler.counts,
    engine: report.now(),
    tiers: cache.stats(),
    scan: scan.now(),
    eventClients: events.listeners,
    unsaved: unsaved(),
  });
};
