import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import test from 'node:test';
import { createEngine } from '../../src/engine/engine.ts';
import type { Cue } from '../../src/engine/subtitles.ts';
import type { Engine, SourceRef } from '../../src/engine/types.ts';
import { childEngine } from '../support/children.ts';
import { corpusTest } from '../support/corpus.ts';
import { decodedByFfmpeg, kept, type Line, merged, srt, subtitled } from '../support/subtitles.ts';

const SECOND = 90_000;
/** ffmpeg writes scripts in hundredths of a second. */
const ROUNDING = SECOND / 100;

const engine = createEngine();
const sourceOf = (path: string): SourceRef => ({ root: dirname(path), path: basename(path) });

const assertSame = (cues: readonly Cue[], lines: readonly Line[], what: string): void => {
  assert.deepEqual(
    cues.map(({ style, text }) => [style, text]),
    lines.map(({ style, text }) => [style, text]),
    what,
  );
  for (const [i, line] of lines.entries()) {
    const { start = 0, end = 0 } = cues[i] ?? {};
    assert.ok(Math.abs(start - line.start) <= ROUNDING, `${what}: ${start}, ${line.start}`);
    // ffmpeg ends where it begins what does not say how long it lasts.
    const endless = line.end <= line.start;
    assert.ok(endless || Math.abs(end - line.end) <= ROUNDING, `${what}: ${end}, ${line.end}`);
  }
};

const within = (lines: readonly Line[], start: number, end: number): Line[] =>
  lines.filter((line) => line.start < end && line.end > start);

const tracksOf = async (path: string, by: Engine = engine) => {
  const { streams, origin } = await by.probe(sourceOf(path));
  const tracks = streams.filter(({ kind }) => kind === 'subtitle').map(({ index }) => index);
  return { source: sourceOf(path), origin, tracks };
};

/** Cues may begin before zero. */
const FILM = { start: -60 * SECOND, end: 3600 * SECOND } as const;

const STRETCHES = [
  [0, 6],
  [6, 12],
  [19.5, 20.25],
  [30, 36],
] as const;

const INDEXED: Readonly<Record<string, () => string>> = {
  'FFmpeg, Matroska': () => subtitled('subtitled.mkv'),
  'FFmpeg, MP4': () => subtitled('subtitled.mp4'),
  'mkvmerge, compressed': () => merged('zlib.mkv', '--compression', '0:zlib'),
};

for (const [name, made] of Object.entries(INDEXED)) {
  test(`${name}: cues of a stretch are those of the whole, read by the index`, async () => {
    const path = made();
    const { source, origin, tracks } = await tracksOf(path);
    assert.equal(tracks.length, 2);
    let bytes = 0;
    for (const stream of tracks) {
      const lines = decodedByFfmpeg(path, stream, origin);
      for (const [from, to] of STRETCHES) {
        const stretch = { start: from * SECOND, end: to * SECOND };
        const cues = await engine.cues({ source, origin, stream, ...stretch });
        assert.ok(cues !== null);
        assertSame(cues.cues, within(lines, stretch.start, stretch.end), `${stream} ${from}`);
        bytes += cues.bytesRead;
      }
    }
    const { size } = statSync(path);

    assert.ok(size > 3_000_000 && bytes < 50_000, `${bytes} of ${size} bytes`);
  });
}

const CORPUS = [
  'h264-ac3-ass.mkv',
  'h264-ac3-null-terminated-srt.mkv',
  'h264-ac3-srt.mkv',
  'h264-mkv-2audio-8subs-elephants-dream.mkv',
  'h264-two-videos-two-audios-two-movtext.mp4',
  'mpeg4-srt.mkv',
  'mpeg4asp-aac-movtext.mp4',
  'vp8-vorbis-webvtt.webm',
];

for (const name of CORPUS) {
  corpusTest(`${name}: each text track says what ffmpeg makes of it`, name, async (path) => {
    const { source, origin, tracks } = await tracksOf(path);
    const { cues: all } = await scanned(source, origin, tracks);
    for (const [i, stream] of tracks.entries()) {
      const lines = decodedByFfmpeg(path, stream, origin);
      assertSame(all[i] ?? [], lines, `${stream}`);
      const told = await engine.cues({ source, origin, stream, ...FILM });
      if (told !== null) assertSame(told.cues, lines, `${stream} by the index`);
    }
  });
}

/** All cues of the tracks, part by part. */
const scanned = async (source: SourceRef, origin: number, streams: readonly number[]) => {
  const cues: Cue[][] = streams.map(() => []);
  let bytes = 0;
  let place: number | null = null;
  do {
    const part = await engine.cueScan({ source, origin, streams, place });
    for (const [i, track] of part.tracks.entries()) {
      cues[i]?.push(...track.cues);
      bytes += track.bytesRead;
    }
    place = part.place;
  } while (place !== null);
  return { cues, bytes };
};

const UNINDEXED: Readonly<Record<string, () => string>> = {
  'recorded live': () => subtitled('live.mkv', '-f', 'matroska', '-live', '1'),
  'MP4 in fragments': () => subtitled('fragmented.mp4', '-movflags', 'frag_keyframe+empty_moov'),
  'Cues of the pictures alone': () => merged('uncued.mkv', '--cues', '0:none'),
};

for (const [name, made] of Object.entries(UNINDEXED)) {
  test(`${name}: what no index names is found by a scan that reads little`, async () => {
    const path = made();
    const { source, origin, tracks } = await tracksOf(path);
    for (const stream of tracks) {
      const stretch = { start: 0, end: SECOND };
      assert.equal(await engine.cues({ source, origin, stream, ...stretch }), null);
    }
    const { cues, bytes } = await scanned(source, origin, tracks);
    for (const [i, stream] of tracks.entries()) {
      assertSame(cues[i] ?? [], decodedByFfmpeg(path, stream, origin), `${stream}`);
    }
    const { size } = statSync(path);
    assert.ok(bytes < size / 2, `${bytes} of ${size} bytes`);
  });
}

test('events of ASS keep all that their lines say', async () => {
  const path = subtitled('subtitled.mkv');
  const { source, origin, tracks } = await tracksOf(path);
  const cues = await engine.cues({ source, origin, stream: tracks[1] ?? 0, ...FILM });
  assert.match(cues?.header ?? '', /PlayResX: 640.*Style: Sign,Arial/s);
  assert.deepEqual(
    cues?.cues.map(({ event, layer }) => [layer, event]),
    [
      [0, { order: 1, name: 'Bob', margins: [0, 0, 0], effect: '' }],
      [3, { order: 2, name: '', margins: [15, 25, 35], effect: 'Banner;10' }],
      [0, { order: 3, name: '', margins: [0, 0, 0], effect: '' }],
      [0, { order: 0, name: 'Anna', margins: [0, 0, 0], effect: '' }],
    ],
  );
});

test('children read what this process reads', async (t) => {
  const children = childEngine(t);
  const path = subtitled('subtitled.mkv');
  const { source, origin, tracks } = await tracksOf(path, children);
  const [stream = 0] = tracks;
  const told = await children.cues({ source, origin, stream, ...FILM });
  const cues = await engine.cues({ source, origin, stream, ...FILM });
  assert.deepEqual(told?.cues, cues?.cues);
  const part = { source, origin, streams: tracks, place: null };
  const [theirs, ours] = [await children.cueScan(part), await engine.cueScan(part)];
  assert.deepEqual(
    theirs.tracks.map((track) => track.cues.slice(0, 5)),
    ours.tracks.map((track) => track.cues.slice(0, 5)),
  );
  const beside = { source: sourceOf(kept('long.srt', srt(40))) };
  assert.deepEqual(await children.sidecar(beside), await engine.sidecar(beside));
  const missing = { source: { ...beside.source, path: 'is-not-there.srt' } };
  await assert.rejects(children.sidecar(missing), { code: 'SOURCE_MISSING' });
});
