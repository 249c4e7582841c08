/** `haema verify`: makes the segments of a file and holds them against the contract. */
import { type ErrorCode, HaemaError } from '../core/errors.ts';
import type { Engine, SourceRef } from '../engine/types.ts';
import { openCopies } from '../stream/copies.ts';
import { isCopied, openTitle, type Title, videoOf } from '../stream/title.ts';
import { checkCopies } from './checks/copies.ts';
import type { Finding } from './findings.ts';
import { makePlan, type PlanOptions } from './plan.ts';
import { type Figures, makeSubject, type Subject } from './subject.ts';
import { type Progress, Verification } from './verification.ts';

export interface Outcome {
  /** `refused`: haema says, with a typed error, that this cannot be played. */
  readonly outcome: 'plays' | 'refused' | 'fails';
  /**
   * `copy`: its pictures, or the sound of a file without, are handed on as they are, and made in
   * other forms besides; null when nothing was made.
   */
  readonly as: 'copy' | 'transcode' | null;
  /** Why it is offered as a transcode alone. */
  readonly notCopied: string | null;
  /** Empty when it plays. */
  readonly reason: string;
  /** Null when nothing was made. */
  readonly figures: Figures | null;
  readonly failures: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** What refused it. */
  readonly refusal: HaemaError | null;
  /** Wall time in seconds. */
  readonly took: number;
}

export interface VerifyRequest extends PlanOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: Progress) => void;
}

/** @throws CANCELLED, and what is no HaemaError: a bug. */
export const verifyFile = async (
  engine: Engine,
  source: SourceRef,
  request: VerifyRequest = {},
): Promise<Outcome> => {
  const began = performance.now();
  const result = await outcomeOf(engine, source, request);
  return { ...result, took: (performance.now() - began) / 1000 };
};

/** As verifyFile, for one of many: a bug is a failure of this one. @throws CANCELLED */
export const verifyAny = async (
  engine: Engine,
  source: SourceRef,
  request: VerifyRequest,
): Promise<Outcome> => {
  try {
    return await verifyFile(engine, source, request);
  } catch (error) {
    if (error instanceof HaemaError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    return { ...refused(new HaemaError('ENGINE_FAILED', `a bug: ${words}`)), took: 0 };
  }
};

const outcomeOf = async (
  engine: Engine,
  source: SourceRef,
  request: VerifyRequest,
): Promise<Omit<Outcome, 'took'>> => {
  try {
    const opened = await openTitle(engine, source, undefined, request.signal);
    const title = await openCopies(engine, opened, request.signal);
    const subject = makeSubject(engine, title, request.signal);
    const { rendition } = request;
    if (rendition === undefined || !isCopied(title, rendition)) {
      const plan = makePlan(title, request);
      await new Verification(subject, plan, request.onProgress ?? (() => undefined)).run();
    }
    if (request.quick !== true) await checkCopies(subject, request);
    const [refusal] = subject.refusals;
    return refusal === undefined || subject.figures.made > 0 ? judged(subject) : refused(refusal);
  } catch (error) {
    if (!(error instanceof HaemaError) || error.code === 'CANCELLED') {
      throw error;
    }
    return refused(error);
  }
};

/** What went wrong with haema or the machine is no answer about the file. */
const NO_ANSWERS: readonly ErrorCode[] = ['ENGINE_FAILED', 'MEDIA_CRASHES', 'TIMED_OUT', 'BUSY'];

const refused = (error: HaemaError): Omit<Outcome, 'took'> => ({
  outcome: NO_ANSWERS.includes(error.code) ? 'fails' : 'refused',
  as: null,
  notCopied: null,
  reason: `${error.message} (${error.code})`,
  figures: null,
  failures: [],
  warnings: [],
  refusal: error,
});

const judged = ({ title, findings, figures }: Subject): Omit<Outcome, 'took'> => {
  const { failures, warnings } = findings;
  const outcome = findings.failureCount === 0 ? 'plays' : 'fails';
  const reason = findings.reason();
  return { outcome, ...offerOf(title), reason, figures, failures, warnings, refusal: null };
};

const offerOf = (title: Title): Pick<Outcome, 'as' | 'notCopied'> => {
  const [track] = title.audioTracks;
  const offer = videoOf(title.probe) === null && track !== undefined ? track : title;
  const notCopied = offer.copy === null ? offer.copyRefused : null;
  return { as: offer.copy === null ? 'transcode' : 'copy', notCopied };
};
