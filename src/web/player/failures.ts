/** What went wrong, in words: what happened, and what to do. */
import { ApiError, UNREACHABLE } from '../api.ts';

export interface Failure {
  readonly title: string;
  readonly text: string;
  /** Whether the page tries again by itself. */
  readonly passing: boolean;
  /** Whether another player may do better. */
  readonly elsewhere: boolean;
}

const OFFLINE: Failure = {
  title: 'Cannot reach haema',
  text:
    'The network or the server is gone. Check both; the video goes on by itself as soon as the ' +
    'server answers.',
  passing: true,
  elsewhere: false,
};

export const BUSY: Failure = {
  title: 'The server is busy',
  text: 'It has more to do than it can at the moment. The video goes on by itself.',
  passing: true,
  elsewhere: false,
};

const MISSING: Failure = {
  title: 'The file is not there',
  text:
    'It was moved or deleted, or its disk is not connected. Put it back or connect the disk, ' +
    'then try again.',
  passing: false,
  elsewhere: false,
};

const AWAY: Failure = {
  title: 'Its disk is not connected',
  text:
    'The folder that the video is in is away. Connect the disk or the share again; the video ' +
    'goes on by itself.',
  passing: true,
  elsewhere: false,
};

const UNKNOWN: Failure = {
  title: 'No such video',
  text: 'haema does not know a video at this address. Look for it in the list.',
  passing: false,
  elsewhere: false,
};

const INVALID: Failure = {
  title: 'This file cannot be read',
  text: 'It is damaged, or not a video. Replace it by another copy, then try again.',
  passing: false,
  elsewhere: true,
};

export const UNPLAYABLE: Failure = {
  title: 'This browser cannot play the video',
  text: 'Its decoder gave up. Try again, choose a lower quality, or open it in another player.',
  passing: false,
  elsewhere: true,
};

export const UNSUPPORTED: Failure = {
  title: 'This browser cannot play videos like this',
  text: 'It knows neither Media Source Extensions nor HLS. Use a newer browser or another player.',
  passing: false,
  elsewhere: true,
};

export const CHANGING: Failure = {
  title: 'The file keeps changing',
  text: 'It is being written or copied. Wait until that is done, then try again.',
  passing: false,
  elsewhere: false,
};

export const STUCK: Failure = {
  title: 'The video does not come',
  text: 'The server answers but does not send this video. Try again; its log tells more.',
  passing: false,
  elsewhere: true,
};

const BY_CODE: Readonly<Record<string, Failure>> = {
  [UNREACHABLE]: OFFLINE,
  source_missing: MISSING,
  source_offline: AWAY,
  not_found: UNKNOWN,
  bad_request: UNKNOWN,
  media_invalid: INVALID,
  busy: BUSY,
  timed_out: BUSY,
  database_locked: BUSY,
  source_changed: CHANGING,
};

const BY_STATUS: Readonly<Record<number, Failure>> = {
  404: UNKNOWN,
  422: INVALID,
  502: OFFLINE, // a proxy answers in place of the server
  503: BUSY,
  504: BUSY,
};

export const failureOf = (error: unknown): Failure => {
  if (!(error instanceof ApiError)) return STUCK;
  const known = BY_CODE[error.code] ?? BY_STATUS[error.status];
  if (known !== undefined) return known;
  const told = error.message === '' ? '' : ` It says: ${error.message}.`;
  const text = `The server failed.${told} Try again; its log tells more.`;
  return { title: 'The server failed', text, passing: false, elsewhere: false };
};

/** Seconds to wait before the next try: 1, 2, 4, … at most 15. */
export const backOff = (attempt: number): number => Math.min(15, 2 ** Math.max(0, attempt - 1));
