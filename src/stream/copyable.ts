/** What can be handed on as it is, as far as a codec's name tells; why not, in words. */
import type { AudioStream, Probe, VideoStream } from '../engine/types.ts';
import { isCopiedSound } from '../hls/codecs.ts';
import type { Title } from './title.ts';

/** By libav's names. */
const PICTURES = ['h264', 'hevc', 'av1', 'vp9'];

/** What is said until the engine has looked. */
export const LOOKING = 'it is still being looked at and may be there when it is played again';

/** What is said until the file was read through. */
export const READING =
  'its container has no index; it is being read through and may be there when it is played again';

export const isUndecided = (refusal: string | null): boolean =>
  refusal === LOOKING || refusal === READING;

/** `source_hevc` */
export const pictureCopyName = ({ codec }: VideoStream): string => `source_${codec}`;

/** `audio1_source` */
export const soundCopyName = ({ index }: AudioStream): string => `audio${index}_source`;

/** Names of the copies that there may be. */
export const undecidedCopies = (video: VideoStream | null, title: Title): string[] => [
  ...(video !== null && isUndecided(title.copyRefused) ? [pictureCopyName(video)] : []),
  ...title.audioTracks
    .filter(({ copyRefused }) => isUndecided(copyRefused))
    .map(({ stream }) => soundCopyName(stream)),
];

/** By libav's names: what can be entered at any key frame once it is known where that lies. */
const READ_THROUGH = ['mpegts', 'mpeg', 'matroska,webm'];

export const pictureRefusal = ({ codec }: VideoStream, { format, index }: Probe): string => {
  if (!PICTURES.includes(codec)) return `browsers do not play ${codec}`;
  if (format === 'flv') return 'its container may change the codec’s parameters unseen';
  if (index.keyframes.length > 0) return LOOKING;
  return READ_THROUGH.includes(format) ? READING : 'its container has no index';
};

export const soundRefusal = ({ codec }: AudioStream): string =>
  isCopiedSound(codec) ? LOOKING : `players do not take ${codec}`;
