import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import test from 'node:test';
import { createEngine } from '../../src/engine/engine.ts';
import type { Cue, Cues } from '../../src/engine/subtitles.ts';
import type { Engine, SourceRef } from '../../src/engine/types.ts';
import { decodedByFfmpeg, type Line, subtitled } from '../support/subtitles.ts';

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
    assert.ok(Math.abs(end - line.end) <= ROUNDING, `${what}: ${end}, ${line.end}`);
  }
};

const within = (lines: readonly Line[], start: number, end: number): Line[] =>
  lines.filter((line) => line.start < end && line.end > start);

const tracksOf = async (path: string, by: Engine = engine) => {
  const { streams, origin } = await by.probe(sourceOf(path));
  const tracks = streams.filter(({ kind }) => kind === 'subtitle').map(({ index }) => index);
  return { source: sourceOf(path), origin, tracks };
};

const STRETCHES = [
  [0, 6],
  [6, 12],
  [19.5, 20.25],
  [30, 36],
] as const;

for (const name of ['subtitled.mkv', 'subtitled.mp4']) {
  test(`${name}: cues of a stretch are those of the whole, read by the index`, async () => {
    const path = subtitled(name);
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

const whole = (path: string, stream: number, origin = 0): Promise<Cues | null> =>
  engine.cues({ source: sourceOf(path), origin, stream, start: 0, end: 3600 * SECOND });

test('events of ASS keep all that their lines say', async () => {
  const path = subtitled('subtitled.mkv');
  const { origin, tracks } = await tracksOf(path);
  const cues = await whole(path, tracks[1] ?? 0, origin);
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
