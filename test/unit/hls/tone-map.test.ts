import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColourFacts } from '../../../src/core/recipes.ts';
import { colourRefusal, toneMapOf } from '../../../src/hls/tone-map.ts';

const UNKNOWN = { range: 'tv', primaries: 'unknown', transfer: 'unknown', matrix: 'unknown' };
const BT709 = { range: 'tv', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' };
const PQ = { range: 'tv', primaries: 'bt2020', transfer: 'smpte2084', matrix: 'bt2020nc' };
const HLG = { ...PQ, transfer: 'arib-std-b67' };

const source = (over: Partial<ColourFacts>): ColourFacts => ({
  colour: UNKNOWN,
  peak: 0,
  dolbyVision: null,
  ...over,
});

const pq = { transfer: 'smpte2084', primaries: 'bt2020', matrix: 'bt2020nc', peak: 1000 };
const hlg = { transfer: 'arib-std-b67', primaries: 'bt2020', matrix: 'bt2020nc', peak: 0 };
const wide = { ...hlg, transfer: 'bt709' };

const cases = [
  { name: 'nothing said', over: {}, map: null },
  { name: 'SDR', over: { colour: BT709, peak: 4000 }, map: null },
  { name: 'PQ', over: { colour: PQ }, map: pq },
  { name: 'a bright PQ', over: { colour: PQ, peak: 4000 }, map: { ...pq, peak: 4000 } },
  { name: 'nonsense', over: { colour: PQ, peak: 60_000 }, map: { ...pq, peak: 10_000 } },
  { name: 'a dark PQ', over: { colour: PQ, peak: 3 }, map: { ...pq, peak: 100 } },
  { name: 'HLG, whatever its peak', over: { colour: HLG, peak: 4000 }, map: hlg },
  { name: 'PQ alone', over: { colour: { ...UNKNOWN, transfer: 'smpte2084' } }, map: pq },
  {
    name: 'PQ of a screen',
    over: { colour: { ...BT709, primaries: 'smpte432', transfer: 'smpte2084' } },
    map: { ...pq, primaries: 'smpte432', matrix: 'bt709' },
  },
  { name: 'BT.2020', over: { colour: { ...PQ, transfer: 'bt2020-10' } }, map: wide },
  { name: 'its primaries', over: { colour: { ...UNKNOWN, primaries: 'bt2020' } }, map: wide },
  { name: 'its matrix', over: { colour: { ...UNKNOWN, matrix: 'bt2020nc' } }, map: wide },
  { name: 'its matrix alone', over: { colour: { ...BT709, matrix: 'bt2020nc' } }, map: null },
  { name: 'RGB', over: { colour: { ...PQ, range: 'pc', matrix: 'gbr' } }, map: pq },
  ...[
    { compatibility: 1, map: pq },
    { compatibility: 6, map: pq },
    { compatibility: 4, map: hlg },
    { compatibility: 2, map: null },
  ].map(({ compatibility, map }) => ({
    name: `Dolby Vision whose base layer says nothing, but is of kind ${compatibility}`,
    over: { dolbyVision: { profile: 8, compatibility } },
    map,
  })),
  {
    name: 'Dolby Vision whose base layer does',
    over: { colour: HLG, dolbyVision: { profile: 8, compatibility: 1 } },
    map: hlg,
  },
];
for (const { name, over, map } of cases) {
  test(`how colours are meant: ${name}`, () => {
    assert.deepEqual(toneMapOf(source(over)), map);
    assert.equal(colourRefusal(source(over)), null);
  });
}

test('colours that nobody else can show are refused in words', () => {
  for (const dolbyVision of [
    { profile: 5, compatibility: 0 },
    { profile: 10, compatibility: 0 },
  ]) {
    assert.match(colourRefusal(source({ colour: PQ, dolbyVision })) ?? '', /Dolby Vision profile/);
  }
  assert.match(colourRefusal(source({ colour: { ...PQ, matrix: 'ictcp' } })) ?? '', /ICtCp/);
});
