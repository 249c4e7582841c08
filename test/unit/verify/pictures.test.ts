import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPictures, noSums, type Shown } from '../../../src/verify/checks/pictures.ts';
import type { Reference } from '../../../src/verify/reference.ts';
import { seededInts } from '../../support/seeded-ints.ts';
import { subjectOf, titleOf } from './title-of.ts';

const SIZE = 64 * 36;
const COUNT = 20;

/** A bright bar that moves by a pixel a frame over a faint pattern. */
const source = ((): Reference => {
  const pictures = new Uint8Array(COUNT * SIZE);
  for (let i = 0; i < pictures.length; i++) {
    const [frame, x] = [Math.floor(i / SIZE), i % 64];
    pictures[i] = 60 + ((i * 7) % 13) + (Math.abs(x - 10 - frame) < 3 ? 120 : 0);
  }
  const times = Float64Array.from({ length: COUNT }, (_, index) => index * 3600);
  const noSound = { pcm: new Float32Array(), pcmStart: null, pcmDoubt: 0, lastEnd: null };
  return { times, pictures, pictureSize: SIZE, ...noSound };
})();

/** Coded with loss: `order` says which frame of the source each shows. */
const shownIn = (order: readonly number[], brighter = 0): Shown => {
  const next = seededInts(9);
  const pictures = new Uint8Array(COUNT * SIZE);
  for (const [place, frame] of order.entries()) {
    for (let i = 0; i < SIZE; i++) {
      const value = (source.pictures[frame * SIZE + i] ?? 0) + next(7) - 3 + brighter;
      pictures[place * SIZE + i] = Math.max(0, value);
    }
  }
  return { times: source.times, pictures, held: 0 };
};

/** `finer`: what comes out when it is made with hardly any loss. */
const findings = async (shown: Shown, finer: Shown | null = null): Promise<string[]> => {
  const subject = subjectOf(titleOf({ segments: 1 }));
  const spot = { rendition: '240p_h264', segment: 0 };
  await checkPictures(subject, spot, shown, source, noSums(), async () => finer);
  return subject.findings.failures.map(({ text }) => text);
};

const inOrder = Array.from({ length: COUNT }, (_, index) => index);

test('checkPictures: coding noise passes', async () => {
  assert.deepEqual(await findings(shownIn(inOrder)), []);
});

test('checkPictures: finds two pictures that changed places', async () => {
  const found = await findings(shownIn(inOrder.with(7, 8).with(8, 7)));
  assert.match(found[0] ?? 'nothing', /at 0\.280000 s the picture is the one after/);
  assert.match(found[1] ?? 'nothing', /at 0\.320000 s the picture is the one before/);
});

test('checkPictures: finds pictures that all come one frame late or early', async () => {
  const late = shownIn(inOrder.map((index) => Math.max(0, index - 1)));
  assert.match((await findings(late)).join(), /neighbouring frames/);
  assert.match((await findings(late, late)).join(), /neighbouring frames/);
  const early = shownIn(inOrder.map((index) => Math.min(COUNT - 1, index + 1)));
  assert.match((await findings(early)).join(), /neighbouring frames/);
});

test('checkPictures: what an encoder took from the neighbours is told by a finer one', async () => {
  const coarse = shownIn(inOrder);
  for (let i = SIZE; i < coarse.pictures.length; i++) {
    const [own, before] = [source.pictures[i] ?? 0, source.pictures[i - SIZE] ?? 0];
    coarse.pictures[i] = Math.round(0.45 * own + 0.55 * before);
  }
  assert.match((await findings(coarse)).join(), /neighbouring frames/);
  assert.deepEqual(await findings(coarse, shownIn(inOrder)), []);
});

test('checkPictures: finds another brightness', async () => {
  const found = await findings(shownIn(inOrder, 8));
  assert.match(found[0] ?? 'nothing', /mean luma difference 8\./);
});
