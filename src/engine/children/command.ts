/** How a process of the engine is started. */
import { fileURLToPath } from 'node:url';
import type { ChildCommand } from '../native.ts';
import { CONFINED } from './protocol.ts';

/** Of the server's environment it gets what debugs or translates. */
const KEPT = /^(LANG|LC_\w+|TZ|MALLOC_\w+|\w+SAN_OPTIONS|LD_PRELOAD|HAEMA_DEBUG\w*)$/;

/** Some of its threads may hang in reads of a share: others still have to read. */
const THREADS = 'UV_THREADPOOL_SIZE=16';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/** What a program needs of a system: libraries, fonts, time zones, and what tells of itself. */
const SYSTEM = [
  ...['/usr', '/lib', '/lib32', '/lib64', '/opt', '/nix/store'],
  ...['/etc/ld.so.cache', '/etc/ld.so.preload', '/etc/fonts', '/etc/localtime', '/etc/ssl'],
  ...['/var/cache/fontconfig', '/proc', '/sys/fs/cgroup', '/sys/devices/system/cpu'],
  ...['/dev/null', '/dev/urandom', '/dev/random'],
];

/**
 * `program` is a path. `folders`: all that it may read besides; null: whatever the server may.
 */
export const childCommand = (
  program: string,
  folders: readonly string[] | null = null,
): ChildCommand => {
  const kept = Object.entries(process.env).filter(([name]) => KEPT.test(name));
  return {
    file: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', program, ...(folders ? [CONFINED] : [])],
    env: [...kept.map(([name, value]) => `${name}=${value}`), THREADS],
    readable: folders && { programs: [process.execPath, PROJECT, ...SYSTEM], folders },
  };
};
