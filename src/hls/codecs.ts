/** Names of codecs as RFC 6381 and the registrations it points to write them. */
import { HaemaError } from '../core/errors.ts';

/** AAC-LC (ISO/IEC 14496-3: audio object type 2). */
export const AAC_LC = 'mp4a.40.2';

/**
 * `avc1.PPCCLL` of the H.264 track that this init segment is of: profile, constraints and level are
 * the three bytes behind the version of its avcC (ISO/IEC 14496-15, 5.3.3.1.2). Our own init
 * segments hold one track, and nothing before its avcC that could spell the name.
 */
export const avcCodec = (init: Buffer): string => {
  const at = init.indexOf('avcC', 0, 'latin1');
  if (at < 0 || at + 8 > init.length) {
    throw new HaemaError('ENGINE_FAILED', 'the engine made an init segment without parameter sets');
  }
  return `avc1.${init.toString('hex', at + 5, at + 8)}`;
};
