/** Keys of keyboards and headphones, and what the system shows of what plays, where it does. */
import { thumbnailUrl } from '../api.ts';
import type { Player } from './player.ts';

/** How often the system is told of the time. */
const EVERY_MS = 5000;

/** @returns what ends it */
export const serveMediaKeys = (player: Player): (() => void) => {
  const { mediaSession } = navigator as { readonly mediaSession?: MediaSession };
  if (mediaSession === undefined) return () => undefined;
  const actions = actionsOf(player);
  for (const { name, act } of actions) handle(mediaSession, name, act);
  if ('MediaMetadata' in window) {
    const { title, video_id } = player.facts;
    const src = `${thumbnailUrl(video_id)}?w=512`;
    mediaSession.metadata = new MediaMetadata({ title, artwork: [{ src, type: 'image/jpeg' }] });
  }
  const forget = tellTime(player, mediaSession);
  return () => {
    forget();
    for (const { name } of actions) handle(mediaSession, name, null);
    mediaSession.metadata = null;
  };
};

interface Action {
  readonly name: MediaSessionAction;
  readonly act: MediaSessionActionHandler;
}

const actionsOf = (player: Player): readonly Action[] => {
  const { playback } = player;
  return [
    { name: 'play', act: () => playback.play() },
    { name: 'pause', act: () => playback.pause() },
    { name: 'stop', act: () => player.leave() },
    { name: 'seekbackward', act: () => playback.step(-1, false) },
    { name: 'seekforward', act: () => playback.step(1, false) },
    { name: 'seekto', act: ({ seekTime }) => playback.seek(seekTime ?? playback.time) },
    { name: 'previoustrack', act: () => player.goTo(player.neighbours.previous) },
    { name: 'nexttrack', act: () => player.goTo(player.neighbours.next) },
  ];
};

/** Browsers refuse names that they do not know. */
const handle = (
  session: MediaSession,
  name: MediaSessionAction,
  act: MediaSessionActionHandler | null,
): void => {
  try {
    session.setActionHandler(name, act);
  } catch {
    // Then that key does nothing here.
  }
};

const tellTime = ({ playback, video }: Player, session: MediaSession): (() => void) => {
  let told = 0;
  const tell = (): void => {
    const { duration, time } = playback;
    if (!(duration > 0) || !('setPositionState' in session)) return;
    told = Date.now();
    const position = Math.min(time, duration);
    session.setPositionState({ duration, position, playbackRate: video.playbackRate || 1 });
  };
  const tick = (): void => {
    if (Date.now() - told >= EVERY_MS) tell();
  };
  for (const name of ['seeked', 'ratechange', 'durationchange']) video.addEventListener(name, tell);
  video.addEventListener('timeupdate', tick);
  return () => video.removeEventListener('timeupdate', tick);
};
