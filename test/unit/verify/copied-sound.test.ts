/** Copied sound against the source's: what a decoder may differ by, and what it may not. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Inspection, InspectRequest } from '../../../src/engine/inspection.ts';
import type { Engine, Segment } from '../../../src/engine/types.ts';
import { checkCopies } from '../../../src/verify/checks/copies.ts';
import { makeSubject } from '../../../src/verify/subject.ts';
import { fakeTitles, ID, indexedProbe } from '../../support/fake-copies.ts';
import { seededInts } from '../../support/seeded-ints.ts';

const RATE = 48_000;
const next = seededInts(3);
const noise = (length: number): Float32Array =>
  Float32Array.from({ length }, () => next(20_001) / 10_000 - 1);

const SOUND = noise(60 * RATE);

const inspection = (pcm: Float32Array): Inspection => ({
  times: new Float64Array(),
  keys: new Uint8Array(),
  pictures: new Uint8Array(),
  pictureWidth: 64,
  pictureHeight: 36,
  pcm,
  pcmStart: 0,
  decodeErrors: 0,
  pcmDoubt: 0,
  lastEnd: null,
  soundErrors: 0,
  width: 0,
  height: 0,
});

const findingsOf = async (copied: Float32Array): Promise<string[]> => {
  const { title } = await fakeTitles({ probe: indexedProbe() }).titles.get(ID);
  const from = ({ from: start }: InspectRequest) => Math.round(((start ?? 0) * RATE) / 90_000);
  const engine = {
    segment: async () => ({ data: Buffer.alloc(1), stats: {} }) as unknown as Segment,
    copyInit: async () => Buffer.alloc(1),
    inspect: async (request: InspectRequest) =>
      request.source === undefined
        ? inspection(copied)
        : { ...inspection(SOUND.subarray(from(request))), pcmStart: request.from ?? 0 },
  } as unknown as Engine;
  const subject = makeSubject(engine, title, new AbortController().signal);
  await checkCopies(subject, { rendition: 'audio1_source' });
  return subject.findings.failures.map(({ text }) => text);
};

const shifted = (samples: number): Float32Array =>
  Float32Array.from(SOUND, (_, at) => SOUND[at - samples] ?? 0);

test('the same sound, though containers round and decoders add noise of their own', async () => {
  assert.deepEqual(await findingsOf(SOUND), []);
  for (const samples of [24, -24]) assert.deepEqual(await findingsOf(shifted(samples)), []);
  const hiss = noise(SOUND.length);
  const hissing = SOUND.map((sample, at) => sample + 0.3 * (hiss[at] ?? 0));
  assert.deepEqual(await findingsOf(hissing), []);
});

test('sound that is late, lost or another one', async () => {
  const lost = SOUND.slice().fill(0, 30 * RATE, 30 * RATE + 1024);
  for (const wrong of [shifted(240), lost, noise(SOUND.length)]) {
    const [finding] = await findingsOf(wrong);
    assert.match(finding ?? '', /the sound at .* differs/);
  }
});
