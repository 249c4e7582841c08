import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPictures, noSums } from '../../../src/verify/checks/pictures.ts';
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
const findings = (order: readonly number[], brighter = 0): string[] => {
  const next = seededInts(9);
  const pictures = new Uint8Array(COUNT * SIZE);
  for (const [place, frame] of order.entries()) {
    for (let i = 0; i < SIZE; i++) {
      const value = (source.pictures[frame * SIZE + i] ?? 0) + next(7) - 3 + brighter;
      pictures[place * SIZE + i] = Math.max(0, value);
    }
  }
  const subject = subjectOf(titleOf({ segments: 1 }));
  const spot = { rendition: '240p_h264', segment: 0 };
  const shown = { times: source.times, pictures, held: 0 };
  checkPictures(subject, spot, shown, source, noSums());
  return subject.findings.failures.map(({ text }) => text);
};

const inOrder = Array.from({ length: COUNT }, (_, index) => index);

test('checkPictures: coding noise passes', () => {
  assert.deepEqual(findings(inOrder), []);
});

test('checkPictures: finds two pictures that changed places', () => {
  const found = findings(inOrder.with(7, 8).with(8, 7));
  assert.match(found[0] ?? 'nothing', /at 0\.280000 s the picture is the one after/);
  assert.match(found[1] ?? 'nothing', /at 0\.320000 s the picture is the one before/);
});

test('checkPictures: finds pictures that all come one frame late or early', () => {
  const late = inOrder.map((index) => Math.max(0, index - 1));
  assert.match(findings(late).join(), /neighbouring frames/);
  const early = inOrder.map((index) => Math.min(COUNT - 1, index + 1));
  assert.match(findings(early).join(), /neighbouring frames/);
});

test('checkPictures: finds another brightness', () => {
  assert.match(findings(inOrder, 8)[0] ?? 'nothing', /mean luma difference 8\./);
});
