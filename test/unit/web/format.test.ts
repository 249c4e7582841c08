import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitRate, clock, length, spoken } from '../../../src/web/format.ts';

const cases: [shown: string, expected: string][] = [
  [clock(0), '0:00'],
  [clock(65.9), '1:05'],
  [clock(3600), '1:00:00'],
  [clock(36_610), '10:10:10'],
  [clock(Number.NaN), '0:00'],
  [clock(-1), '0:00'],
  [length(0.2), '1 s'],
  [length(59.4), '59 s'],
  [length(90), '2 min'],
  [length(3600), '1 h'],
  [length(3599), '1 h'],
  [length(5400), '1 h 30 min'],
  [spoken(0), '0 seconds'],
  [spoken(3661.5), '1 hour 1 minute 1 second'],
  [spoken(120), '2 minutes'],
  [bitRate(950_400), '950 kb/s'],
  [bitRate(4_240_000), '4.2 Mb/s'],
  [bitRate(9_960_000), '10 Mb/s'],
  [bitRate(12_400_000), '12 Mb/s'],
];

for (const [index, [shown, expected]] of cases.entries()) {
  test(`numbers as people read them, ${index}: ${expected}`, () => assert.equal(shown, expected));
}
