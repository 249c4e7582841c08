import assert from 'node:assert/strict';
import test from 'node:test';
import { Sidecars, type SidecarsOptions } from '../../../../src/stream/subtitles/sidecars.ts';

const VERSION = { size: 100, mtimeUs: 1 };

type Asked = Parameters<Sidecars['text']>[0];

const file = (path: string): Asked => ({ place: { root: 'films', path } }) as Asked;

const reading = () => {
  const asked: string[] = [];
  let failures = 0;
  const engine = {
    sidecar: async ({ source }: { source: { path: string } }) => {
      asked.push(source.path);
      if (failures-- > 0) throw new Error('the share is away');
      return {
        ...{ header: '', cues: [], isCut: true, bytesRead: 100 },
        ...{ charset: 'euc-kr', sure: false },
      };
    },
  };
  const library = { besideFile: ({ path }: { path: string }) => ({ root: '/films', path }) };
  const warned: unknown[] = [];
  const log = { warn: (facts: unknown) => void warned.push(facts) };
  const options = { engine, library, log } as unknown as SidecarsOptions;
  const fail = (times: number): void => {
    failures = times;
  };
  return { sidecars: new Sidecars(options), asked, warned, fail };
};

test('a look at many files leaves the one that is watched with where it is', async () => {
  const { sidecars, asked } = reading();
  const { list } = await sidecars.text(file('watched.srt'), VERSION);
  const others = Array.from({ length: 100 }, (_, at) => file(`${at}.srt`));
  for (const _ of [1, 2]) {
    for (const other of others) {
      assert.deepEqual(await sidecars.charset(other, VERSION), { name: 'euc-kr', sure: false });
    }
  }
  assert.equal((await sidecars.text(file('watched.srt'), VERSION)).list, list);
  assert.equal(asked.length, 101, 'each is read once');
});

test('what could not be read is read when it is asked for again', async () => {
  const { sidecars, fail } = reading();
  fail(2);
  await assert.rejects(sidecars.charset(file('a.srt'), VERSION));
  await assert.rejects(sidecars.text(file('a.srt'), VERSION));
  assert.equal((await sidecars.charset(file('a.srt'), VERSION)).name, 'euc-kr');
  assert.equal((await sidecars.text(file('a.srt'), VERSION)).name, 'euc-kr');
});

test('a file of which some lines are left out is told of once', async () => {
  const { sidecars, warned } = reading();
  for (const _ of [1, 2]) await sidecars.text(file('endless.srt'), VERSION);
  assert.deepEqual(warned, [{ path: 'endless.srt' }]);
});
