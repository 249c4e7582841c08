/** What can be handed on as it is, as far as a codec's name tells; why not, in words. */
import type { AudioStream, Probe, VideoStream } from '../engine/types.ts';
import { isCopiedSound } from '../hls/codecs.ts';

/** By libav's names. */
const PICTURES = ['h264', 'hevc', 'av1', 'vp9'];

/** What is said until the engine has looked. */
export const LOOKING = 'it is still being looked at and may be there when it is played again';

export const pictureRefusal = ({ codec }: VideoStream, { keyframes }: Probe['index']): string => {
  if (!PICTURES.includes(codec)) return `browsers do not play ${codec}`;
  return keyframes.length === 0 ? 'its container has no index' : LOOKING;
};

export const soundRefusal = ({ codec }: AudioStream): string =>
  isCopiedSound(codec) ? LOOKING : `players do not take ${codec}`;
