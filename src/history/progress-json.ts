import { type Progress, resumeAt } from './progress.ts';

/** A place in the API's own spelling; null where nobody has watched. */
export const progressJson = (videoId: string, progress: Progress | null) => ({
  video_id: videoId,
  position: progress === null ? 0 : progress.positionMs / 1000,
  duration: progress === null || progress.durationMs === 0 ? null : progress.durationMs / 1000,
  watched: progress?.watched ?? false,
  /** Where to go on: 0 after the end. */
  resume: progress === null ? 0 : resumeAt(progress) / 1000,
  updated: progress === null ? null : new Date(progress.updatedMs).toISOString(),
});
