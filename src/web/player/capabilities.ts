/** Whether this device plays a rendition well: a decoder that takes it may still be too slow. */
import type { Level } from 'hls.js';

/** What any decoder of the last years has time for. */
const EASY_PIXELS = 1920 * 1088 * 31;
/** Nobody waits longer for an answer: it then counts as yes. */
const PATIENCE_MS = 200;

type Facts = Pick<Level, 'width' | 'height' | 'frameRate' | 'bitrate' | 'videoCodec'>;

/** Whether it is worth asking. */
export const isDemanding = ({ width, height, frameRate, videoCodec }: Facts): boolean =>
  !/^avc1/.test(videoCodec ?? '') || width * height * (frameRate || 30) > EASY_PIXELS;

export const isSmooth = (level: Facts): Promise<boolean> => {
  const { mediaCapabilities } = navigator as { readonly mediaCapabilities?: MediaCapabilities };
  if (mediaCapabilities === undefined || !level.videoCodec) return Promise.resolve(true);
  const { width, height, bitrate } = level;
  const contentType = `video/mp4; codecs="${level.videoCodec}"`;
  const video = { contentType, width, height, bitrate, framerate: level.frameRate || 30 };
  const told = mediaCapabilities.decodingInfo({ type: 'media-source', video }).then(
    ({ supported, smooth }) => supported && smooth,
    () => true,
  );
  const late = new Promise<boolean>((done) => window.setTimeout(done, PATIENCE_MS, true));
  return Promise.race([told, late]);
};
