import assert from 'node:assert/strict';
import test from 'node:test';
import HLS from 'hls-parser';
import { HaemaError } from '../../../../src/core/errors.ts';
import type { CueScan, CueScanRequest, CuesRequest } from '../../../../src/engine/subtitles.ts';
import type { SidecarFile } from '../../../../src/library/local/sidecars.ts';
import { PlaylistService } from '../../../../src/stream/playlist-service.ts';
import { ID } from '../../../support/fake-copies.ts';
import { cuesOf, fakeSubtitles, line } from '../../../support/fake-subtitles.ts';

const S = 90_000;
const NEVER = new AbortController().signal;

HLS.setOptions({ strictMode: true });

const segment = (index: number, container: 'ts' | 'fmp4' = 'fmp4', version: string | null = null) =>
  ({ videoId: ID, track: '2', container, index, version }) as const;

/** Times in seconds of the cues. */
const starts = (text: string): number[] =>
  [...text.matchAll(/^(\d\d):(\d\d):(\d\d\.\d{3}) -->/gm)].map(
    ([, hours, minutes, seconds]) => Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
  );

for (const container of ['ts', 'fmp4'] as const) {
  test(`${container}: the master playlist offers text, and each track all of it`, async () => {
    const { subtitles, titles, inits } = fakeSubtitles();
    const playlists = new PlaylistService(titles, inits, subtitles);
    const master = HLS.parse(await playlists.master({ videoId: ID, container }));
    assert.ok(master.isMasterPlaylist);
    for (const variant of master.variants.filter(({ isIFrameOnly }) => !isIFrameOnly)) {
      assert.deepEqual(
        variant.subtitles.map(({ language, name, isDefault, forced, uri }) => ({
          ...{ language, name, isDefault, forced, uri },
        })),
        ['2', '3'].map((track, at) => ({
          language: ['en', 'de'][at],
          name: ['English', 'German (forced)'][at],
          isDefault: false,
          forced: at === 1,
          uri: `subtitle/${track}/stream.m3u8${container === 'fmp4' ? '?container=fmp4' : ''}`,
        })),
      );
    }
    const media = HLS.parse(await subtitles.playlist({ videoId: ID, track: '2', container }));
    assert.ok(!media.isMasterPlaylist);
    assert.deepEqual(
      media.segments.map(({ duration }) => duration),
      [60, 60],
    );
    assert.equal(media.targetDuration, 60);
    assert.match(media.segments[1]?.uri ?? '', /^1\.vtt\?.*v=/);
  });
}

test('a reader who leaves takes the work along', async () => {
  const ended = Promise.withResolvers<void>();
  const reader = new AbortController();
  const { subtitles } = fakeSubtitles({
    cues: (_, signal) => {
      signal?.addEventListener('abort', () => ended.resolve());
      setImmediate(() => reader.abort());
      return new Promise(() => undefined);
    },
  });
  await assert.rejects(subtitles.segment(segment(0), reader.signal), { code: 'CANCELLED' });
  await ended.promise;
});

test('by the index: each segment asks for its stretch, and is kept', async () => {
  const asked: CuesRequest[] = [];
  const { subtitles } = fakeSubtitles({
    cues: async (request) => {
      asked.push(request);
      return cuesOf(line(59, 61), line(70, 71));
    },
  });
  const { text, tag } = await subtitles.segment(segment(1), NEVER);
  assert.deepEqual(starts(text), [59, 70]);
  assert.deepEqual((await subtitles.segment(segment(1), NEVER)).tag, tag);
  const { stream, start, end } = asked[0] ?? assert.fail();
  assert.deepEqual([stream, start, end, asked.length], [2, 60 * S, 120 * S, 1]);
  const inTs = await subtitles.segment(segment(1, 'ts'), NEVER);
  assert.match(inTs.text, /MPEGTS:900000/);
  assert.match(text, /MPEGTS:0/);
  assert.notEqual(inTs.tag, tag);
});

test('what there is not', async () => {
  const { subtitles } = fakeSubtitles();
  const code = (expected: string) => ({ code: expected });
  await assert.rejects(subtitles.segment(segment(2), NEVER), code('NOT_FOUND'));
  await assert.rejects(subtitles.segment(segment(0, 'ts', 'old'), NEVER), code('STALE_PLAYLIST'));
  for (const track of ['1', '4', '9', 'sabcdefgh']) {
    const query = { videoId: ID, track, container: 'ts' } as const;
    await assert.rejects(subtitles.playlist(query), code('NOT_FOUND'), track);
  }
});

/** Parts of a file that is read through: each ends when it is told to. */
const readThrough = () => {
  const asked: CueScanRequest[] = [];
  const parts: ((part: CueScan) => void)[] = [];
  const cueScan = (request: CueScanRequest): Promise<CueScan> => {
    asked.push(request);
    return new Promise((resolve) => parts.push(resolve));
  };
  const answer = async (part: CueScan): Promise<void> => {
    while (parts.length === 0) await new Promise((resolve) => setImmediate(resolve));
    parts.shift()?.(part);
  };
  return { asked, answer, cueScan, cues: async () => null };
};

const part = (
  upTo: number,
  place: number | null,
  ...lines: Parameters<typeof line>[]
): CueScan => ({
  tracks: [cuesOf(...lines.map((it) => line(...it))), cuesOf()],
  upTo: upTo * S,
  place,
});

test('without an index what is known is told at once, and the rest later', async () => {
  const reading = readThrough();
  const { subtitles, kept } = fakeSubtitles(reading);
  const none = await subtitles.segment(segment(1), NEVER);
  assert.deepEqual([starts(none.text), none.tag], [[], null]);
  const waiting = subtitles.segment(segment(0), NEVER);
  await reading.answer(part(70, 1000, [5, 6], [59, 61], [65, 66]));
  const first = await waiting;
  assert.deepEqual(starts(first.text), [5, 59]);
  assert.equal(first.tag, null, 'a line of that minute may stand anywhere behind it');
  const half = await subtitles.segment(segment(1), NEVER);
  assert.deepEqual([starts(half.text), half.tag], [[59, 65], null]);
  const whole = subtitles.whole({ videoId: ID, track: '2', format: 'vtt' }, NEVER);
  await reading.answer(part(120, null, [7, 8], [100, 101]));
  assert.deepEqual(starts((await whole).text), [5, 7, 59, 65, 100]);
  const all = await subtitles.segment(segment(0), NEVER);
  assert.deepEqual(starts(all.text), [5, 7, 59]);
  assert.notEqual(all.tag, null, 'now nothing more comes');
  assert.deepEqual(
    reading.asked.map(({ streams, place }) => [streams, place]),
    [
      [[2, 3], null],
      [[2, 3], 1000],
    ],
  );
  assert.equal(kept.get(ID)?.[0]?.cues.length, 5);
  const again = fakeSubtitles({ kept });
  assert.deepEqual(starts((await again.subtitles.segment(segment(1), NEVER)).text), [59, 65, 100]);
});

test('nobody asks any more: it is not read on, and later from there', async () => {
  let nowMs = 0;
  const reading = readThrough();
  const { subtitles } = fakeSubtitles({ ...reading, nowMs: () => nowMs });
  await subtitles.segment(segment(0), NEVER);
  nowMs += 3_600_000;
  await reading.answer(part(10, 7));
  const { text } = await subtitles.segment(segment(0), NEVER);
  assert.deepEqual(starts(text), []);
  await reading.answer(part(120, null, [20, 21]));
  assert.deepEqual(starts((await subtitles.segment(segment(0), NEVER)).text), [20]);
  assert.deepEqual(
    reading.asked.map(({ place }) => place),
    [null, 7],
  );
});

test('a whole track as a script', async () => {
  const { subtitles } = fakeSubtitles({ cues: async () => cuesOf(line(1, 2, '{\\k5}a\\Nb')) });
  const { text } = await subtitles.whole({ videoId: ID, track: '3', format: 'ass' }, NEVER);
  assert.match(text, /^Dialogue: 0,0:00:01\.00,0:00:02\.00,Default,,0,0,0,,\{\\k5\}a\\Nb$/m);
});

const file: SidecarFile = {
  ...{ id: 'sabcdefgh', place: { root: 'films', path: 'a.fr.srt' }, codec: 'subrip' },
  ...{ language: 'fr', title: null, forced: false, forDeaf: true, flagged: false },
  pictures: null,
};

test('a file that changes while it is read makes what was said of it stale', async () => {
  const { subtitles } = fakeSubtitles({
    beside: [file],
    traits: async () => ({ size: 9, mtimeUs: 1, inode: '' }),
    sidecar: async () => {
      throw new HaemaError('SOURCE_CHANGED', 'the subtitles have changed');
    },
  });
  const query = { ...segment(1), track: file.id };
  await assert.rejects(subtitles.segment(query, NEVER), { code: 'STALE_PLAYLIST' });
  const whole = { videoId: ID, track: file.id, format: 'vtt' } as const;
  await assert.rejects(subtitles.whole(whole, NEVER), { code: 'STALE_PLAYLIST' });
});

test('a file beside the video: read once a version, in whatever character set', async () => {
  let [reads, mtimeUs] = [0, 1];
  const { subtitles, titles } = fakeSubtitles({
    beside: [file],
    traits: async () => ({ size: 9, mtimeUs, inode: '' }),
    sidecar: async ({ source }) => {
      reads++;
      const cues = cuesOf(line(1, 2, source.path), line(58, 62), line(70, 71));
      return { ...cues, charset: 'windows-1252', sure: false };
    },
  });
  const query = { ...segment(1), track: file.id };
  const first = await subtitles.segment(query, NEVER);
  assert.deepEqual(starts(first.text), [58, 70]);
  assert.deepEqual(starts((await subtitles.segment({ ...query, index: 0 }, NEVER)).text), [1, 58]);
  const [told] = (await subtitles.described(await titles.get(ID))).slice(-1);
  assert.deepEqual([told?.charset, reads], [{ name: 'windows-1252', sure: false }, 1]);
  mtimeUs++;
  const version = first.tag?.replace(/-\d+$/, '') ?? '';
  await assert.rejects(subtitles.segment({ ...query, version }, NEVER), { code: 'STALE_PLAYLIST' });
  await subtitles.segment(query, NEVER);
  assert.equal(reads, 2);
});
