/** How a process of the engine is started. */
import type { ChildCommand } from '../native.ts';

/** Of the server's environment it gets what debugs or translates. */
const KEPT = /^(LANG|LC_\w+|TZ|MALLOC_\w+|\w+SAN_OPTIONS|LD_PRELOAD|HAEMA_DEBUG\w*)$/;

/** Some of its threads may hang in reads of a share: others still have to read. */
const THREADS = 'UV_THREADPOOL_SIZE=16';

/** `program` is a path. */
export const childCommand = (program: string): ChildCommand => {
  const kept = Object.entries(process.env).filter(([name]) => KEPT.test(name));
  return {
    file: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', program],
    env: [...kept.map(([name, value]) => `${name}=${value}`), THREADS],
  };
};
