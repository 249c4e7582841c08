/** Files of subtitles beside a video. */
import { extname } from 'node:path';
import { HaemaError } from '../../core/errors.ts';
import type { NativeEngine, NativeJob } from '../native.ts';
import type { Sidecar, SidecarRequest } from '../subtitles.ts';
import type { SourceRef } from '../types.ts';
import { type DecodedText, decodeText } from './charset.ts';
import { fileJob, type Step } from './file-job.ts';
import { withFileBeneath } from './open-beneath.ts';
import { readFully } from './sampled-hash.ts';
import { traitsOf } from './traits.ts';

/** No subtitles that anybody has written are longer. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Reads the file here, and what it says by libav. */
export const sidecarJob = (
  native: Pick<NativeEngine, 'subtitleFile'>,
  { source }: SidecarRequest,
): NativeJob<Sidecar> => {
  const reading = fileJob((step) => readText(source, step));
  let parsing: ReturnType<NativeEngine['subtitleFile']> | null = null;
  let isCancelled = false;
  const read = async (): Promise<Sidecar> => {
    const { text, charset, sure } = await reading.promise;
    const suffix = extname(source.path).toLowerCase();
    const plain = text.replaceAll('\0', '').replaceAll(/\r\n?/g, '\n');
    parsing = native.subtitleFile(Buffer.from(plain), suffix);
    if (isCancelled) parsing.cancel();
    return { ...(await parsing.promise), charset, sure };
  };
  const cancel = (): void => {
    isCancelled = true;
    reading.cancel();
    parsing?.cancel();
  };
  return { promise: read(), cancel, steps: () => reading.steps() + (parsing?.steps() ?? 0) };
};

/** @throws SOURCE_MISSING, SOURCE_CHANGED, READ_FAILED, MEDIA_INVALID for what is too large */
const readText = (source: SourceRef, step: Step): Promise<DecodedText> =>
  withFileBeneath(source, step, async (file) => {
    const { size, mtimeUs } = traitsOf(await file.stat({ bigint: true }));
    const { version } = source;
    if (version !== undefined && (version.size !== size || version.mtimeUs !== mtimeUs)) {
      throw new HaemaError('SOURCE_CHANGED', 'the subtitles have changed');
    }
    if (size > MAX_BYTES) {
      throw new HaemaError('MEDIA_INVALID', 'a file of subtitles may be 16 MB at most');
    }
    return decodeText(await readFully(file, 0, size, step));
  });
