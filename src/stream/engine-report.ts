/** How the engine is, in the API's own spelling, with files called by their titles. */
import type { Engine, SourceRef } from '../engine/types.ts';
import type { LibraryVideo } from '../library/described.ts';
import type { Scheduler } from './scheduler.ts';

interface Videos {
  /** Null for a file that is in no list. */
  at(source: SourceRef): LibraryVideo | null;
}

export class EngineReport {
  readonly #engine: Engine;
  readonly #videos: Videos;
  readonly #scheduler: Scheduler;

  constructor(engine: Engine, videos: Videos, scheduler: Scheduler) {
    this.#engine = engine;
    this.#videos = videos;
    this.#scheduler = scheduler;
  }

  now() {
    const { processes, children, restarts, abandoned, trespasses, benched, ...jobs } =
      this.#engine.status();
    return {
      processes,
      restarts,
      abandoned,
      trespasses,
      jobs: {
        running: jobs.jobsRunning,
        waiting: jobs.jobsWaiting + this.#scheduler.counts.waiting,
      },
      children: children.map((child) => ({
        pid: child.pid,
        started: child.startedAt.toISOString(),
        jobs: child.jobs,
        stalled: child.stalled,
        memory: child.memory,
        open_inputs: child.openInputs,
        pooled_bytes: child.pooledBytes,
        files_confined: child.filesConfined,
        calls_confined: child.callsConfined,
      })),
      benched: benched.map(({ source, reason, until }) => {
        const video = this.#videos.at(source);
        return {
          video_id: video?.videoId ?? null,
          title: video?.title ?? null,
          reason,
          until: until.toISOString(),
        };
      }),
    };
  }
}
