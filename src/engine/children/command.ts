/** How a process of the engine is started. */
import { programFolders } from '../../parts/natives.ts';
import { argumentsFor, type Program } from '../../parts/programs.ts';
import type { ChildCommand } from '../native.ts';
import { CONFINED } from './protocol.ts';

/** Of the server's environment it gets what debugs or translates, and where its own files are. */
const KEPT = new RegExp(
  String.raw`^(LANG|LC_\w+|TZ|HOME|XDG_CACHE_HOME|TMPDIR|LD_PRELOAD|` +
    String.raw`MALLOC_\w+|\w+SAN_OPTIONS|HAEMA_DEBUG\w*)$`,
);

/** Some of its threads may hang in reads of a share: others still have to read. */
const THREADS = 'UV_THREADPOOL_SIZE=16';

/** What a program needs of a system: libraries, fonts, time zones, and what tells of itself. */
const SYSTEM = [
  ...['/usr', '/lib', '/lib32', '/lib64', '/opt', '/nix/store'],
  ...[
    '/etc/ld.so.cache',
    '/etc/ld.so.preload',
    '/etc/fonts',
    '/etc/localtime',
    '/etc/ssl/openssl.cnf',
  ],
  ...['/var/cache/fontconfig', '/proc', '/sys/fs/cgroup', '/sys/devices/system/cpu'],
  ...['/dev/null', '/dev/urandom', '/dev/random'],
];

/** `folders`: all that it may read besides what it is made of; null: whatever the server may. */
export const childCommand = (
  program: Program,
  folders: readonly string[] | null = null,
): ChildCommand => {
  const kept = Object.entries(process.env).filter(([name]) => KEPT.test(name));
  return {
    file: process.execPath,
    args: [...argumentsFor(program), ...(folders ? [CONFINED] : [])],
    env: [...kept.map(([name, value]) => `${name}=${value}`), THREADS],
    readable: folders && { programs: [process.execPath, ...programFolders(), ...SYSTEM], folders },
  };
};
