/** Contract 3: sound comes at its own time, and no joint can be heard. */
import { TICKS_PER_SECOND } from '../../core/ticks.ts';
import type { Inspection } from '../../engine/inspection.ts';
import { AUDIO_RENDITION } from '../../stream/title.ts';
import { AAC_SAMPLES, TS_OFFSET } from '../coded.ts';
import { energy, findLag } from '../correlate.ts';
import { type Reference, stretches } from '../reference.ts';
import type { Run } from '../sampling.ts';
import type { Spot, Subject } from '../subject.ts';

/** Sums over the file. */
export interface SoundSums {
  loud: number;
  lost: number;
  /** How many joints there were. */
  joined: number;
  /** Near joints, elsewhere, and near the same joints when the run is made in one piece. */
  joints: Energies;
  elsewhere: Energies;
  inOnePiece: Energies;
}

interface Energies {
  signal: number;
  error: number;
}

export const noSound = (): SoundSums => ({
  loud: 0,
  lost: 0,
  joined: 0,
  joints: { signal: 0, error: 0 },
  elsewhere: { signal: 0, error: 0 },
  inOnePiece: { signal: 0, error: 0 },
});

/** Samples from a place on the timeline on, counted from presentation zero. */
interface Signal {
  readonly start: number;
  readonly pcm: Float32Array;
}

/** Root mean square below which a segment counts as silent. */
const SILENCE = 1e-3;
const REACH = 4096;
const LEAST_LIKENESS = 0.6;
const MOST_LAG_MS = 2;
/** Every segment must have the lag of the others, within a quarter of a millisecond. */
const SPREAD = 4000;
/** Decibels that joints may be worse than the rest; what rate control does differs by as much. */
const HARDLY_BEHIND = 1;
const MOST_BEHIND = 3;
/** Fewer joints tell less: the loudest of them decides, and may be hard to code. */
const FEW_JOINTS = { count: 8, behind: 6 } as const;
/** A decoder that begins with this frame lacks what the ones before would have given. */
const WARM_UP = 2;

/** The sound of a run as it comes out of a decoder, with the segment before it if there is one. */
export interface RunSound {
  /** Its segments, joined. */
  readonly joined: Inspection;
  /** The same stretch made as if it were one segment: what coding alone costs, without joints. */
  readonly inOnePiece: Inspection | null;
}

export const checkSound = (
  subject: Subject,
  run: Run,
  { joined, inOnePiece }: RunSound,
  reference: Reference,
  sums: SoundSums,
): void => {
  const made = signalOf(subject, joined);
  if (made === null || reference.pcmStart === null) {
    return;
  }
  const source = { start: reference.pcmStart, pcm: reference.pcm };
  const lags: { spot: Spot; samples: number }[] = [];
  for (const { segment, start, end } of stretches(subject, run)) {
    const spot = { rendition: AUDIO_RENDITION, segment };
    const samples = lagOf(subject, start, end, made, source, sums);
    if (samples !== null) {
      lags.push({ spot, samples });
    }
  }
  sums.joined += run.to - Math.max(1, run.from);
  if (lags.length > 0) {
    const lag = judgeLags(subject, lags, reference.pcmDoubt);
    const aligned = { ...source, start: source.start + lag };
    addEnergies(subject, run, made, aligned, sums.joints, sums.elsewhere);
    const other = inOnePiece === null ? null : signalOf(subject, inOnePiece);
    if (other !== null) {
      addEnergies(subject, run, other, aligned, sums.inOnePiece, { signal: 0, error: 0 });
    }
  }
};

const signalOf = ({ sampleRate }: Subject, { pcm, pcmStart }: Inspection): Signal | null =>
  pcmStart === null
    ? null
    : { start: Math.round(((pcmStart - TS_OFFSET) * sampleRate) / TICKS_PER_SECOND), pcm };

/** The segment's lag in samples; null where it is silent, too short or not to be recognized. */
const lagOf = (
  { sampleRate }: Subject,
  start: number,
  end: number,
  made: Signal,
  source: Signal,
  sums: SoundSums,
): number | null => {
  const length = ((end - start) * sampleRate) / TICKS_PER_SECOND;
  const centre = Math.floor((((start + end) / 2) * sampleRate) / TICKS_PER_SECOND);
  const half = Math.floor(Math.min(sampleRate, Math.max(4096, length * 0.8)) / 2);
  const short = cut(source, centre - half, centre + half);
  const long = cut(made, centre - half - REACH, centre + half + REACH);
  if (short === null || long === null || Math.sqrt(energy(short) / short.length) < SILENCE) {
    return null;
  }
  sums.loud++;
  const { samples, likeness } = findLag(long, short, REACH);
  if (likeness < LEAST_LIKENESS) {
    sums.lost++;
    return null;
  }
  return samples;
};

const cut = ({ start, pcm }: Signal, from: number, to: number): Float32Array | null =>
  from < start || to > start + pcm.length ? null : pcm.subarray(from - start, to - start);

/** The median. `doubt`: by how many samples the source's own stamps differ. */
const judgeLags = (
  subject: Subject,
  lags: readonly { spot: Spot; samples: number }[],
  doubt: number,
): number => {
  const { sampleRate, findings, figures } = subject;
  const all = lags.map(({ samples }) => samples);
  const middle = [...all].sort((a, b) => a - b)[all.length >> 1] ?? 0;
  const spread = Math.max(4, sampleRate / SPREAD);
  for (const { spot, samples } of lags) {
    const ms = (samples * 1000) / sampleRate;
    figures.lagMin = Math.min(figures.lagMin ?? ms, ms);
    figures.lagMax = Math.max(figures.lagMax ?? ms, ms);
    if (Math.abs(ms) > MOST_LAG_MS + (doubt * 1000) / sampleRate) {
      findings.fail('audio', spot, `sound comes ${ms.toFixed(2)} ms late`);
    } else if (Math.abs(samples - middle) > spread) {
      const text = `sound comes ${samples} samples late, ${middle} elsewhere`;
      findings.fail('audio', spot, text);
    }
  }
  return middle;
};

/** What differs from the source, near joints and elsewhere, in blocks of the frame grid. */
const addEnergies = (
  subject: Subject,
  run: Run,
  made: Signal,
  source: Signal,
  near: Energies,
  elsewhere: Energies,
): void => {
  const joints = jointBlocks(subject, run);
  const from = Math.ceil(Math.max(made.start, source.start) / AAC_SAMPLES) + WARM_UP;
  const end = Math.min(made.start + made.pcm.length, source.start + source.pcm.length);
  const to = Math.floor(end / AAC_SAMPLES);
  const gain = gainOf(made, source, from * AAC_SAMPLES, to * AAC_SAMPLES);
  for (let block = from; block < to; block++) {
    const x = cut(made, block * AAC_SAMPLES, (block + 1) * AAC_SAMPLES);
    const y = cut(source, block * AAC_SAMPLES, (block + 1) * AAC_SAMPLES);
    if (x !== null && y !== null) {
      const sum = joints.has(block) ? near : elsewhere;
      sum.signal += energy(y);
      sum.error += differenceEnergy(x, y, gain);
    }
  }
};

const jointBlocks = (subject: Subject, run: Run): Set<number> => {
  const joints = new Set<number>();
  for (const { segment, start } of stretches(subject, run)) {
    const block = Math.floor((start * subject.sampleRate) / TICKS_PER_SECOND / AAC_SAMPLES);
    for (const near of segment === 0 ? [] : [block - 1, block, block + 1]) {
      joints.add(near);
    }
  }
  return joints;
};

const gainOf = (made: Signal, source: Signal, from: number, to: number): number => {
  let [both, own] = [0, 1e-9];
  for (let at = from; at < to; at++) {
    const y = source.pcm[at - source.start] ?? 0;
    both += y * (made.pcm[at - made.start] ?? 0);
    own += y * y;
  }
  return both / own;
};

const differenceEnergy = (x: Float32Array, y: Float32Array, gain: number): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    sum += ((x[i] ?? 0) - gain * (y[i] ?? 0)) ** 2;
  }
  return sum;
};

/** At the end: what holds for the file as a whole. */
export const checkSoundSums = (subject: Subject, sums: SoundSums): void => {
  const { findings, figures } = subject;
  const place = { rendition: AUDIO_RENDITION, segment: null };
  if (sums.lost > sums.loud * 0.1) {
    const text = `${sums.lost} of ${sums.loud} audible segments do not sound like the source`;
    findings.fail('audio', place, text);
  }
  const joints = snr(sums.joints);
  const onePiece = snr(sums.inOnePiece);
  const elsewhere = snr(sums.elsewhere);
  Object.assign(figures, { snrJoints: joints, snrOnePiece: onePiece, snrElsewhere: elsewhere });
  if (joints === null || elsewhere === null) {
    return;
  }
  // Grids cut at scene changes, which are harder to code than the rest, joint or no joint: then
  // what the same sound comes to in one piece is the measure.
  const behind = Math.min(elsewhere, onePiece ?? elsewhere) - joints;
  const [near, whole, rest] = [joints, onePiece, elsewhere].map(decibels);
  const text = `SNR ${near} at joints, ${whole} there in one piece, ${rest} elsewhere`;
  const most = sums.joined < FEW_JOINTS.count ? FEW_JOINTS.behind : MOST_BEHIND;
  if (behind >= most) {
    findings.fail('audio', place, text);
  } else if (behind > HARDLY_BEHIND) {
    findings.warn('audio', place, text);
  }
};

const snr = ({ signal, error }: Energies): number | null =>
  signal === 0 ? null : 10 * Math.log10(signal / Math.max(1e-12, error));

const decibels = (value: number | null): string => `${value?.toFixed(1) ?? '?'} dB`;
