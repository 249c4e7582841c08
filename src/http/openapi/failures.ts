/** The table of errors, as the API's document tells it. */
import * as z from 'zod';
import { type ErrorCode, STATUS } from '../../core/errors.ts';

/** What happened, as docs/errors.md says it; a test holds them equal. */
export const MEANINGS: Readonly<Record<ErrorCode, string>> = {
  BAD_REQUEST:
    'The request makes no sense: an unknown option, a stream or segment that is not there',
  HOST_REFUSED:
    'The server was asked for by a name that it does not take for its own; a web page ' +
    'elsewhere may have made that name up',
  ORIGIN_REFUSED:
    'A web page of another address wanted to change something, such as the watch history',
  NOT_FOUND: 'Nothing has this address, or no video has this id',
  SOURCE_MISSING: 'There is no such file, it is not a regular file, or a link leaves its root',
  METHOD_NOT_ALLOWED: 'The address is there, but not for this method',
  SOURCE_CHANGED: 'The file is not the version that was asked for',
  STALE_PLAYLIST:
    'The segment was named by a playlist that was made before the file or haema changed',
  RANGE_NOT_SATISFIABLE: 'The range begins behind the end of the file',
  MEDIA_CRASHES:
    'The file made the decoder crash or take all memory, twice: it is refused for some ' +
    'minutes',
  MEDIA_INVALID:
    'The bytes are not a video that can be opened or decoded, or its colours cannot be shown by ' +
    'others than its own players (Dolby Vision profile 5)',
  CANCELLED: 'The caller went away',
  DATABASE_CORRUPT: 'The database is damaged',
  DATABASE_FAILED: 'The database cannot be opened, read or written',
  DATABASE_NEWER: 'The database was written by a later haema',
  ENGINE_FAILED: 'A bug, or memory or another resource ran out',
  PORT_TAKEN: 'Another program listens on the port',
  BUSY:
    'More is asked for than the machine can make in time, or the engine cannot be started ' +
    'at the moment',
  DATABASE_LOCKED: 'Another program holds the database',
  DATABASE_UNWRITABLE:
    'The disk of the database is full, read-only or failing: what is watched is kept in memory, ' +
    'and nothing else can be changed',
  NOT_READY:
    'The server has not quite started, or is about to end, or does not know all of a video yet',
  READ_FAILED: 'The disk or network share failed while it was read',
  SOURCE_OFFLINE:
    'The folder that the file lies in is empty all of a sudden, not mounted or failing; what ' +
    'it held is kept',
  TIMED_OUT: 'It took longer than it may take, or the disk or share did not answer',
};

const CODES = Object.keys(STATUS) as [ErrorCode, ...ErrorCode[]];
const nameOf = (code: ErrorCode) => code.toLowerCase() as Lowercase<ErrorCode>;

export const PROBLEM = z
  .object({
    type: z.literal('about:blank').describe('There is no page about it'),
    title: z.string().describe('The status in words'),
    status: z.int().describe('The HTTP status'),
    code: z.enum(CODES.map(nameOf)).describe('What programs branch on'),
    detail: z.string().describe('What happened, for a person to read'),
  })
  .meta({ id: 'Problem', description: 'A failure, by RFC 9457' });

/** By status, which of them an answer may be and what each means. */
export const failuresByStatus = (codes: Iterable<ErrorCode>): Map<number, string> => {
  const found = new Map<number, string>();
  for (const code of [...new Set(codes)].sort((a, b) => STATUS[a] - STATUS[b])) {
    const words = `\`${nameOf(code)}\`: ${MEANINGS[code]}.`;
    const before = found.get(STATUS[code]);
    found.set(STATUS[code], before === undefined ? words : `${before} ${words}`);
  }
  return found;
};
