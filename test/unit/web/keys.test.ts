import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distance } from '../../../src/web/focus.ts';
import { isTelevision } from '../../../src/web/keys.ts';

const agents: [agent: string, television: boolean][] = [
  ['Mozilla/5.0 (SMART-TV; LINUX; Tizen 5.5) AppleWebKit/537.36 TV Safari/537.36', true],
  ['Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/53.0.2785.34', true],
  ['Mozilla/5.0 (Linux; U; Android 9; en-us; BRAVIA 4K GB) Chrome/85.0', true],
  ['Mozilla/5.0 (Linux; Android 7.1.2; AFTMM) AppleWebKit/537.36 Chrome/70', true],
  ['Mozilla/5.0 (Linux; Android 11) VIDAA/6.0 Chrome/88', true],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36', false],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1', false],
  ['Mozilla/5.0 (Linux; Android 13; Pixel 7) Chrome/116.0 Mobile Safari/537.36', false],
];

for (const [agent, television] of agents) {
  test(`isTelevision: ${agent}`, () => assert.equal(isTelevision(agent), television));
}

const box = (left: number, top: number, width: number, height: number) => {
  return { left, top, right: left + width, bottom: top + height };
};

test('arrows prefer what is in line over what is near', () => {
  const from = box(100, 100, 50, 50);
  const inLine = distance(from, box(100, 200, 50, 50), 'down');
  const aside = distance(from, box(400, 160, 50, 50), 'down');
  assert.ok(inLine !== null && aside !== null && inLine < aside);
});

test('left and right stay in their row, and nothing lies behind', () => {
  const from = box(100, 100, 50, 50);
  assert.equal(distance(from, box(200, 300, 50, 50), 'right'), null);
  assert.equal(distance(from, box(0, 100, 50, 50), 'right'), null);
  assert.equal(distance(from, box(0, 100, 50, 50), 'left'), 50);
});
