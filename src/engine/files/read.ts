import type { Piece, SourceRef } from '../types.ts';
import type { Step } from './file-job.ts';
import { withFileBeneath } from './open-beneath.ts';
import { traitsOf } from './traits.ts';

const MAX_BYTES = 512 * 1024;

/** @throws SOURCE_MISSING, READ_FAILED */
export const read = (
  source: SourceRef,
  start: number,
  length: number,
  step: Step,
): Promise<Piece> =>
  withFileBeneath(source, step, async (file) => {
    const buffer = Buffer.allocUnsafeSlow(Math.min(length, MAX_BYTES));
    step();
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    step();
    // Afterwards: what was written before the bytes were read shows in its traits.
    const traits = traitsOf(await file.stat({ bigint: true }));
    return { bytes: buffer.subarray(0, bytesRead), traits };
  });
