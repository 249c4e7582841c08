import assert from 'node:assert/strict';
import test from 'node:test';
import { DiscTracks } from '../../../../src/stream/subtitles/disc-tracks.ts';

const source = { root: '/', path: 'a.idx', version: { size: 1, mtimeUs: 1 } };

/** Read a few bytes at a time. */
const tracksIn = async (text: string, step = 7) => {
  let reads = 0;
  const bytes = Buffer.from(text);
  const discs = new DiscTracks({
    read: async (_source, at) => {
      reads++;
      const traits = { size: bytes.length, mtimeUs: 1, inode: '' };
      return { bytes: bytes.subarray(at, at + step), traits };
    },
  });
  const found = await discs.of(source);
  const before = reads;
  assert.deepEqual(await discs.of(source), found);
  assert.equal(reads, before, 'read once');
  return found.map(({ number, language }) => [number, language]);
};

const shown = 'timestamp: 00:00:01:000, filepos: 000000000';

test('the chosen track comes first, and one without pictures is none', async () => {
  const lines = ['# VobSub', 'langidx: 2', 'id: en, index: 0', shown, shown, 'id: fr, index: 1'];
  const text = [...lines, 'id: DE, index: 2', shown, 'id: --, index: 3', shown].join('\r\n');
  const tracks = [
    [2, 'de'],
    [0, 'en'],
    [3, null],
  ];
  assert.deepEqual(await tracksIn(text), tracks);
  assert.deepEqual(await tracksIn(`${'x'.repeat(5000)}\n${text}`, 999), tracks);
});

test('what makes no sense names no track', async () => {
  assert.deepEqual(await tracksIn(''), []);
  assert.deepEqual(await tracksIn(`${shown}\nid: en, index: 99\n${shown}\nid: en\n${shown}`), []);
});
