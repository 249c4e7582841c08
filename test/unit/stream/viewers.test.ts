import assert from 'node:assert/strict';
import test from 'node:test';
import { TICKS_PER_SECOND } from '../../../src/core/ticks.ts';
import { Viewers } from '../../../src/stream/viewers.ts';

const bench = () => {
  const clock = { ms: 0 };
  return { clock, viewers: new Viewers(() => clock.ms) };
};

test('whoever is served nothing is forgotten, however much it was served before', () => {
  const { clock, viewers } = bench();
  viewers.served('hoarder', 0, 3600 * TICKS_PER_SECOND);
  viewers.setAhead('hoarder', new Set(['a', 'b']));
  clock.ms = 60_000;
  assert.deepEqual(viewers.served('other', 0, TICKS_PER_SECOND), []);
  clock.ms = 121_000;
  assert.deepEqual(viewers.served('other', 1, TICKS_PER_SECOND), [['hoarder', ['a', 'b']]]);
  assert.equal(viewers.size, 1);
});

test('ever new names are not kept for ever: the one served longest ago goes', () => {
  const { viewers } = bench();
  const gone: string[] = [];
  for (let index = 0; index < 1500; index++) {
    const forgotten = viewers.served(`viewer ${index}`, 0, TICKS_PER_SECOND);
    gone.push(...forgotten.map(([name]) => name));
  }
  assert.deepEqual([viewers.size, gone.length, gone[0]], [1000, 500, 'viewer 0']);
});

test('who plays on goes before those who ask anew once its picture is about to stop', () => {
  const { clock, viewers } = bench();
  viewers.served('player', 0, 4 * TICKS_PER_SECOND);
  const due = viewers.dueAt('player', 1);
  const cameEarly = viewers.dueAt('early', 7);
  clock.ms = 3500;
  const [cameLate, sought] = [viewers.dueAt('late', 7), viewers.dueAt('player', 90)];
  assert.ok(cameEarly < due && due < cameLate && cameLate === sought);
});

test('what was served and not yet played puts off what comes next', () => {
  const { viewers } = bench();
  for (const index of [0, 1, 2]) viewers.served('player', index, 4 * TICKS_PER_SECOND);
  assert.equal(viewers.dueAt('player', 3), 11_000);
});
