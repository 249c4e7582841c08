/** One run through all checks of one title. Bytes and pictures are held for one run of segments. */
import { TICKS_PER_SECOND, type Ticks } from '../core/ticks.ts';
import type { Inspection } from '../engine/inspection.ts';
import type { Segment } from '../engine/types.ts';
import { AUDIO_RENDITION, initRequest } from '../stream/title.ts';
import { MalformedError } from './bytes.ts';
import { checkCoded, checkDecoded, checkStart } from './checks/alone.ts';
import { checkInit, checkSamePictures, checkSameSound } from './checks/containers.ts';
import { checkDuration, checkFrames } from './checks/frames.ts';
import { checkIdentity } from './checks/identity.ts';
import {
  checkPictureSums,
  checkPictures,
  noSums,
  type PictureSums,
  type Shown,
} from './checks/pictures.ts';
import { checkPlaylists } from './checks/playlist.ts';
import { checkSeams } from './checks/seams.ts';
import { checkSound, checkSoundSums, noSound } from './checks/sound.ts';
import { byteHash, type CodedSegment, codedFromFragment, codedFromTs, unwrap } from './coded.ts';
import type { CheckName } from './findings.ts';
import { type InitTrack, parseInit } from './mp4-parser.ts';
import { indexes, type Plan, spotsOf } from './plan.ts';
import { shuffled } from './random.ts';
import { isLast, ownTimes, type Reference, readReference } from './reference.ts';
import {
  inOrder,
  type RenditionLog,
  type SoundLog,
  segmentLog,
  soundLog,
} from './rendition-log.ts';
import type { Run } from './sampling.ts';
import { decodeBytes, make, makeFinely, makeStretch, type Spot, type Subject } from './subject.ts';

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly what: string;
}

/** Every so many fragments are decoded: their pictures are those of the transport streams. */
const DECODED_FRAGMENTS = 4;

export class Verification {
  readonly #subject: Subject;
  readonly #plan: Plan;
  readonly #onProgress: (progress: Progress) => void;
  readonly #logs = new Map<string, RenditionLog>();
  readonly #inits = new Map<string, { readonly bytes: Uint8Array; readonly track: InitTrack }>();
  readonly #pictures = new Map<string, PictureSums>();
  /** Of each segment, whichever rendition had it first. */
  readonly #sounds = new Map<number, SoundLog>();
  readonly #soundSums = noSound();
  /** Frame times of the source by the first segment of their run. */
  readonly #frames = new Map<number, Float64Array>();
  /** Transport streams of sound alone, in the run at hand. */
  readonly #soundBytes = new Map<number, Uint8Array>();
  #soundEnd: Ticks | null = null;
  #lastEnd: Ticks | null = null;
  #done = 0;

  constructor(subject: Subject, plan: Plan, onProgress: (progress: Progress) => void) {
    this.#subject = subject;
    this.#plan = plan;
    this.#onProgress = onProgress;
    for (const rendition of plan.renditions) {
      this.#logs.set(rendition, new Map());
      this.#pictures.set(rendition, noSums());
    }
  }

  async run(): Promise<void> {
    checkPlaylists(this.#subject);
    for (const rendition of this.#plan.renditions) {
      await this.#init(rendition);
    }
    for (const run of this.#plan.runs) {
      await this.#run(run);
    }
    this.#finish();
    await this.#identity();
  }

  async #init(rendition: string): Promise<void> {
    const { engine, title, signal } = this.#subject;
    const bytes = await engine.init(initRequest(title, rendition), signal);
    const track = this.#parsed('containers', { rendition, segment: 0 }, () => parseInit(bytes));
    if (track !== null) {
      this.#inits.set(rendition, { bytes, track });
      checkInit(this.#subject, rendition, track);
    }
  }

  async #run(run: Run): Promise<void> {
    const reference = await readReference(this.#subject, run);
    const own = ownTimes(this.#subject, run, reference);
    this.#frames.set(run.from, own);
    this.#subject.figures.frames += own.length;
    await this.#makeRun(run, reference);
    if (this.#plan.renditions.includes(AUDIO_RENDITION)) {
      await this.#runSound(run, reference);
    }
    if (!this.#plan.whole) {
      this.#checkFrames(run, reference.times);
    }
    if (isLast(this.#subject, run)) this.#lastEnd = reference.lastEnd;
    if (isLast(this.#subject, run) && reference.pcmStart !== null) {
      const end = reference.pcmStart + reference.pcm.length;
      this.#soundEnd = Math.round((end * TICKS_PER_SECOND) / this.#subject.sampleRate);
    }
  }

  /** Transport streams shuffled, each after another one; then fragments in sequence. */
  async #makeRun(run: Run, reference: Reference): Promise<void> {
    const made = new Map<string, CodedSegment>();
    const key = ({ rendition, segment }: Spot): string => `${rendition} ${segment}`;
    const spots = spotsOf(this.#plan, run);
    for (const spot of shuffled(spots, run.from)) {
      const segment = await make(this.#subject, spot, 'ts');
      const coded = segment === null ? null : await this.#transport(spot, segment, reference);
      if (coded !== null) {
        made.set(key(spot), coded);
      }
      this.#step(spot.rendition);
    }
    for (const spot of spots) {
      const fragment = await make(this.#subject, spot, 'fmp4');
      const coded = made.get(key(spot));
      if (fragment !== null && coded !== undefined) {
        await this.#fragment(spot, fragment.data, coded);
      }
      this.#step(spot.rendition);
    }
  }

  async #transport(
    spot: Spot,
    { data, stats }: Segment,
    reference: Reference,
  ): Promise<CodedSegment | null> {
    const subject = this.#subject;
    const start = subject.title.grid.transcode[spot.segment] ?? 0;
    const coded = this.#parsed('alone', spot, () => codedFromTs(data, start, subject.sampleRate));
    if (coded === null) {
      return null;
    }
    const { framesHeld: held, framesDropped: dropped } = stats;
    const unwrapClock = (clock: number): Ticks => unwrap(clock, start);
    const log = segmentLog(spot, coded, unwrapClock, { held, dropped, hash: byteHash(data) });
    this.#logs.get(spot.rendition)?.set(spot.segment, log);
    this.#count(held, dropped, stats.careful);
    checkCoded(subject, spot, coded);
    this.#sameSound(spot, log.sound);
    if (spot.rendition === AUDIO_RENDITION) {
      this.#soundBytes.set(spot.segment, data);
    } else if (coded.pictures.length === 0) {
      subject.findings.fail('alone', spot, 'there is no picture');
    } else {
      checkStart(subject, spot, log.times[0] ?? 0, reference.times);
    }
    await this.#decode(spot, data, coded, reference);
    return coded;
  }

  #count(held: number, dropped: number, careful: boolean): void {
    const { figures } = this.#subject;
    figures.held += held;
    figures.dropped += dropped;
    figures.careful += careful ? 1 : 0;
  }

  async #decode(
    spot: Spot,
    bytes: Uint8Array,
    coded: CodedSegment,
    reference: Reference,
  ): Promise<void> {
    const video = coded.pictures.length > 0 ? 0 : null;
    const audio = coded.sounds.length > 0 ? (video === null ? 0 : 1) : null;
    const decoded = await decodeBytes(this.#subject, spot, bytes, { video, audio });
    if (decoded === null) {
      return;
    }
    checkDecoded(this.#subject, spot, coded, decoded);
    const log = this.#logs.get(spot.rendition)?.get(spot.segment);
    const sums = this.#pictures.get(spot.rendition);
    if (log !== undefined && sums !== undefined && decoded.times.length === log.times.length) {
      const { times, held } = log;
      const shown = { times, pictures: decoded.pictures, held };
      const finely = () => this.#finely(spot, { times, held });
      await checkPictures(this.#subject, spot, shown, reference, sums, finely);
    }
  }

  async #finely(spot: Spot, { times, held }: Omit<Shown, 'pictures'>): Promise<Shown | null> {
    const segment = await makeFinely(this.#subject, spot);
    if (segment === null) return null;
    const only = { video: 0, audio: null };
    const decoded = await decodeBytes(this.#subject, spot, segment.data, only);
    if (decoded?.times.length !== times.length) return null;
    return { times, pictures: decoded.pictures, held };
  }

  async #fragment(spot: Spot, bytes: Uint8Array, ts: CodedSegment): Promise<void> {
    const subject = this.#subject;
    const init = this.#inits.get(spot.rendition);
    const log = this.#logs.get(spot.rendition)?.get(spot.segment);
    if (init === undefined || log === undefined) {
      return;
    }
    const coded = this.#parsed('alone', spot, () => codedFromFragment(bytes, init.track));
    if (coded === null) {
      return;
    }
    log.mp4Hash = byteHash(bytes);
    checkCoded(subject, spot, coded);
    if (spot.rendition === AUDIO_RENDITION) {
      checkSameSound(subject, spot, log.sound, soundLog(coded.sounds));
      return;
    }
    log.mp4Start = coded.pictures[0]?.decodeTime ?? null;
    log.mp4End = coded.decodeEnd;
    checkSamePictures(subject, spot, ts, coded);
    if (spot.segment % DECODED_FRAGMENTS === 0) {
      await this.#decodeFragment(spot, [init.bytes, bytes], coded.pictures.length);
    }
  }

  async #decodeFragment(spot: Spot, parts: Uint8Array[], pictures: number): Promise<void> {
    const only = { video: 0, audio: null };
    const decoded = await decodeBytes(this.#subject, spot, Buffer.concat(parts), only);
    if (decoded !== null && (decoded.decodeErrors > 0 || decoded.times.length !== pictures)) {
      const text = `fMP4: ${decoded.times.length} of ${pictures} pictures are decoded`;
      const { findings } = this.#subject;
      findings.fail('alone', spot, `${text}, with ${decoded.decodeErrors} errors`);
    }
  }

  #sameSound(spot: Spot, sound: SoundLog): void {
    const known = this.#sounds.get(spot.segment);
    if (known === undefined) {
      this.#sounds.set(spot.segment, sound);
    } else {
      checkSameSound(this.#subject, spot, known, sound);
    }
  }

  /** The sound of the run as a player hears it: its segments, made apart, in a row. */
  async #runSound(run: Run, reference: Reference): Promise<void> {
    const from = Math.max(0, run.from - 1);
    const spot = { rendition: AUDIO_RENDITION, segment: from };
    if (from < run.from) {
      const ahead = await make(this.#subject, spot, 'ts');
      this.#soundBytes.set(from, ahead?.data ?? new Uint8Array());
    }
    const parts = indexes({ from, to: run.to }).map((segment) => this.#soundBytes.get(segment));
    this.#soundBytes.clear();
    const joined = await this.#decodeSound(
      spot,
      Buffer.concat(parts.filter((part) => part !== undefined)),
    );
    const whole = await makeStretch(this.#subject, spot, 'ts', run.to - from);
    const inOnePiece = whole === null ? null : await this.#decodeSound(spot, whole.data);
    if (joined !== null) {
      checkSound(this.#subject, run, { joined, inOnePiece }, reference, this.#soundSums);
    }
  }

  async #decodeSound(spot: Spot, bytes: Uint8Array): Promise<Inspection | null> {
    const only = { video: null, audio: 0 };
    return bytes.length === 0 ? null : await decodeBytes(this.#subject, spot, bytes, only);
  }

  /** What needs all segments, or all of a run when only some are verified. */
  #finish(): void {
    for (const [rendition, log] of this.#logs) {
      checkSeams(this.#subject, inOrder(log));
      const sums = this.#pictures.get(rendition);
      if (sums !== undefined && sums.frames > 0) {
        checkPictureSums(this.#subject, rendition, sums);
      }
    }
    checkSoundSums(this.#subject, this.#soundSums);
    if (!this.#plan.whole) {
      return;
    }
    const parts = [...this.#frames].sort(([a], [b]) => a - b).map(([, times]) => times);
    const frames = Float64Array.from(parts.flatMap((times) => [...times]));
    this.#checkFrames({ from: 0, to: Number.POSITIVE_INFINITY }, frames);
    checkDuration(this.#subject, frames.at(-1), this.#soundEnd, this.#lastEnd);
  }

  #checkFrames(run: Run, source: Float64Array): void {
    for (const [rendition, log] of this.#logs) {
      const segments = inOrder(log).filter(
        ({ spot }) => spot.segment >= run.from && spot.segment < run.to,
      );
      if (rendition !== AUDIO_RENDITION) {
        checkFrames(this.#subject, segments, source, this.#plan.whole);
      }
    }
  }

  async #identity(): Promise<void> {
    const smallest = this.#plan.renditions.filter((name) => name !== AUDIO_RENDITION).at(-1);
    for (const [rendition, log] of this.#logs) {
      const tick = (): void => this.#step(`${rendition} again`);
      await checkIdentity(this.#subject, inOrder(log), 'ts', tick);
      // A fragment's samples were compared with what was made twice: that some are is enough.
      if (rendition === smallest || rendition === AUDIO_RENDITION) {
        await checkIdentity(this.#subject, inOrder(log), 'fmp4', tick);
      }
    }
  }

  #parsed<T>(check: CheckName, spot: Spot, parse: () => T): T | null {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof MalformedError)) {
        throw error;
      }
      this.#subject.findings.fail(check, spot, error.message);
      return null;
    }
  }

  #step(what: string): void {
    const { renditions, runs } = this.#plan;
    const segments = runs.reduce((sum, { from, to }) => sum + to - from, 0);
    const pictures = renditions.length - (renditions.includes(AUDIO_RENDITION) ? 1 : 0);
    const again = Math.min(1, pictures) + renditions.length - pictures;
    this.#done++;
    this.#onProgress({
      done: this.#done,
      total: segments * (3 * renditions.length + again),
      what,
    });
  }
}
