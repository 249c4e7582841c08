/** Subtitles by engine children: what these report is looked at before it is believed. */
import * as z from 'zod';
import { HaemaError } from '../../core/errors.ts';
import { sidecarJob } from '../files/sidecar.ts';
import type { NativeEngine, NativeJob } from '../native.ts';
import type {
  CueScan,
  CueScanRequest,
  Cues,
  CuesRequest,
  DiscTrack,
  Sidecar,
  SidecarRequest,
  SubtitleCalls,
} from '../subtitles.ts';
import type { Crew } from './crew.ts';
import { type Packed, packed, unpacked } from './packed-cues.ts';

const text = z.string();
const BYTES = z.instanceof(Buffer);

const fields = {
  header: text,
  cues: z.array(BYTES),
  isCut: z.boolean(),
  bytesRead: z.number().min(0),
};
const CUES = z.strictObject(fields);
const CUES_OR_NULL = CUES.nullable();
const SIDECAR = z.strictObject({ ...fields, charset: text.max(40), sure: z.boolean() });
const SCAN = z.strictObject({
  tracks: z.array(CUES),
  upTo: z.int().min(0),
  place: z.int().min(1).nullable(),
});

const then = <T, U>(job: NativeJob<T>, pack: (value: T) => U): NativeJob<U> => ({
  ...job,
  promise: job.promise.then(pack),
});

const DISC_TRACK = z.strictObject({
  number: z.int().min(0).max(31),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .nullable(),
});
const DISC_TRACKS = z.array(DISC_TRACK).min(1).max(32);

/** The same calls in a child, which packs what they give. */
export const packedCalls = (native: NativeEngine) => ({
  cues: (request: CuesRequest) =>
    then(native.cues(request), (cues) => (cues === null ? null : packed(cues))),
  cueScan: (request: CueScanRequest) =>
    then(native.cueScan(request), ({ tracks, ...rest }) => ({
      ...rest,
      tracks: tracks.map(packed<Cues>),
    })),
  sidecar: (request: SidecarRequest) => then(sidecarJob(native, request), packed<Sidecar>),
  attachment: native.attachment,
  discTracks: native.discTracks,
});

/** @throws ENGINE_FAILED for what cannot be believed */
const believed = async <T>(read: () => T | Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (cause) {
    const message = 'an engine child told nonsense of subtitles';
    throw new HaemaError('ENGINE_FAILED', message, { cause });
  }
};

const whole = async ({ cues, ...rest }: Packed<Cues>): Promise<Cues> => ({
  ...rest,
  cues: await unpacked(cues),
});

/** @throws ENGINE_FAILED for what are none */
export const toCuesOrNull = (value: unknown): Promise<Cues | null> =>
  believed(() => {
    const told = CUES_OR_NULL.parse(value);
    return told === null ? null : whole(told);
  });

/** @throws ENGINE_FAILED for what is none, or has another number of tracks */
export const toCueScan = (value: unknown, count: number): Promise<CueScan> =>
  believed(async () => {
    const { tracks, upTo, place } = SCAN.parse(value);
    if (tracks.length !== count) throw new RangeError('a scan has other tracks');
    return { tracks: await Promise.all(tracks.map(whole)), upTo, place };
  });

/** @throws ENGINE_FAILED for what is none */
export const toSidecar = (value: unknown): Promise<Sidecar> =>
  believed(async () => {
    const { charset, sure, ...cues } = SIDECAR.parse(value);
    return { ...(await whole(cues)), charset, sure };
  });

/** @throws ENGINE_FAILED for what are none */
export const toDiscTracks = (value: unknown): Promise<readonly DiscTrack[]> =>
  believed(() => DISC_TRACKS.parse(value));

export const subtitlesBy = (crew: Pick<Crew, 'run'>): SubtitleCalls => ({
  cues: async (request, signal, onStall) =>
    toCuesOrNull(
      await crew.run({ call: 'cues', args: [request], source: request.source, onStall }, signal),
    ),
  cueScan: async (request, signal, onStall) =>
    toCueScan(
      await crew.run({ call: 'cueScan', args: [request], source: request.source, onStall }, signal),
      request.streams.length,
    ),
  sidecar: async (request, signal, onStall) =>
    toSidecar(
      await crew.run({ call: 'sidecar', args: [request], source: request.source, onStall }, signal),
    ),
  attachment: async (request, signal, onStall) => {
    const { source } = request;
    const call = { call: 'attachment', args: [request], source, onStall };
    const told = await crew.run(call, signal);
    return believed(() => BYTES.parse(told));
  },
  discTracks: async (source, signal, onStall) =>
    toDiscTracks(await crew.run({ call: 'discTracks', args: [source], source, onStall }, signal)),
});
