/** Times that jump, wrap, end too early or are not there: all plays, each thing in its time. */
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { TICKS_PER_SECOND } from '../../src/core/ticks.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { AUDIO_RENDITION } from '../../src/stream/title.ts';
import { verifyFile } from '../../src/verify/verify.ts';
import { listed, serveFolder } from '../support/app.ts';
import { FOLDER, makeClip } from '../support/clips.ts';
import { tempDir } from '../support/temp-dir.ts';
import { engine, indexesOf, make, makeAll, open } from '../support/title.ts';

const SECONDS = 3;
const pictures = (filter = 'null'): string[] => {
  return ['-f', 'lavfi', '-i', `testsrc2=s=160x90:r=25:d=${SECONDS},${filter}`];
};
/** Of noise each place can be told from any other. */
const sound = (seed: number, filter = 'anull', seconds = SECONDS): string[] => {
  const noise = `anoisesrc=c=pink:r=48000:a=0.5:d=${seconds}:seed=${seed}`;
  return ['-f', 'lavfi', '-i', `${noise},lowpass=3000,${filter}`];
};
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-pix_fmt', 'yuv420p'];
const CODED = [...H264, '-c:a', 'aac', '-b:a', '96k', '-fps_mode', 'passthrough'];

const whole = (name: string, ...more: string[]): string =>
  makeClip(FOLDER, name, [...pictures(), ...sound(1), ...CODED, ...more]);
const other = (name: string, ...more: string[]): string =>
  makeClip(FOLDER, name, [...pictures('negate'), ...sound(2), ...CODED, ...more]);
const music = (name: string, seed: number): string =>
  makeClip(FOLDER, name, [...sound(seed), '-c:a', 'libopus']);

const written = (t: TestContext, like: string, bytes: Buffer): string => {
  const path = join(tempDir(t), `odd${extname(like)}`);
  writeFileSync(path, bytes);
  return path;
};
const joined = (t: TestContext, files: readonly string[]): string =>
  written(t, files[0] ?? '', Buffer.concat(files.map((file) => readFileSync(file))));
const cut = (t: TestContext, file: string, share: number): string => {
  const bytes = readFileSync(file);
  return written(t, file, bytes.subarray(0, Math.floor(bytes.length * share)));
};

interface Case {
  readonly name: string;
  readonly file: (t: TestContext) => string;
  /** Seconds; a tenth more or less is none. */
  readonly lasts: number;
  readonly pieces?: number;
  readonly held?: number;
}

const cases: Case[] = [
  {
    name: 'two transport streams, the second of which begins anew',
    file: (t) => joined(t, [whole('whole.ts'), other('other.ts')]),
    lasts: 2 * SECONDS,
    pieces: 2,
  },
  {
    name: 'transport streams whose times leap forward, and then back',
    file: (t) => {
      const late = other('late.ts', '-output_ts_offset', '9000');
      return joined(t, [whole('whole.ts'), late, other('other.ts')]);
    },
    lasts: 3 * SECONDS,
    pieces: 3,
  },
  {
    name: 'programme streams',
    file: (t) => {
      const coded = ['-c:v', 'mpeg2video', '-q:v', '4', '-c:a', 'mp2', '-f', 'vob'];
      const parts = [1, 2].map((seed) =>
        makeClip(FOLDER, 'part.mpg', [...pictures(), ...sound(seed), ...coded]),
      );
      return joined(t, parts);
    },
    lasts: 2 * SECONDS,
    pieces: 2,
  },
  {
    name: 'chained Ogg',
    file: (t) => joined(t, [music('one.opus', 1), music('two.opus', 2)]),
    lasts: 2 * SECONDS,
    pieces: 2,
  },
  ...(['ogg', 'oga'] as const).map((ending) => ({
    name: `chained Ogg of other rates (${ending})`,
    file: (t: TestContext) => {
      const codec = ending === 'ogg' ? 'libvorbis' : 'flac';
      const parts = [44_100, 48_000, 32_000].map((rate, seed) =>
        makeClip(FOLDER, `part.${ending}`, [...sound(seed, `aresample=${rate}`), '-c:a', codec]),
      );
      return joined(t, parts);
    },
    lasts: 3 * SECONDS,
    pieces: 3,
  })),
  ...(['ogg', 'oga'] as const).map((ending) => ({
    name: `chained Ogg that begins with a moment of another rate (${ending})`,
    file: (t: TestContext) => {
      const codec = ending === 'ogg' ? 'libvorbis' : 'flac';
      const parts = [44_100, 32_000].map((rate, later) =>
        makeClip(FOLDER, `part.${ending}`, [
          ...sound(later, `aresample=${rate}`, later === 0 ? 0.3 : SECONDS),
          ...['-c:a', codec],
        ]),
      );
      return joined(t, parts);
    },
    lasts: SECONDS + 0.3,
    pieces: 2,
  })),
  {
    name: 'a clock that wraps around',
    file: () => whole('wraps.ts', '-output_ts_offset', String(2 ** 33 / TICKS_PER_SECOND - 3)),
    lasts: SECONDS,
  },
  {
    name: 'sound that goes on behind the pictures',
    file: () => {
      const args = [...pictures(), ...sound(1, 'anull', SECONDS + 1), ...CODED];
      return makeClip(FOLDER, 'on.ts', args);
    },
    lasts: SECONDS + 1,
  },
  {
    name: 'two seconds without pictures',
    file: () => {
      const hole = String.raw`select=lt(t\,0.5)+gte(t\,2.6)`;
      return makeClip(FOLDER, 'hole.mkv', [...pictures(hole), ...sound(1), ...CODED]);
    },
    lasts: SECONDS,
    held: 1,
  },
  {
    name: 'Matroska whose first pictures lie before its zero, and so have no times',
    file: () => {
      const early = ['-output_ts_offset', '-0.1', '-avoid_negative_ts', 'disabled'];
      return whole('negative.mkv', ...early);
    },
    lasts: SECONDS,
  },
  {
    name: 'two seconds without sound',
    file: () => {
      const hole = `aselect='lt(t,0.5)+gte(t,2.5)'`;
      return makeClip(FOLDER, 'silent.ts', [...pictures(), ...sound(1, hole), ...CODED]);
    },
    lasts: SECONDS,
  },
  {
    name: 'an AVI that was cut off',
    file: (t) => {
      const coded = ['-c:v', 'mpeg4', '-g', '25', '-q:v', '4', '-c:a', 'libmp3lame'];
      const avi = makeClip(FOLDER, 'whole.avi', [...pictures(), ...sound(1), ...coded]);
      return cut(t, avi, 0.5);
    },
    lasts: 1.44,
  },
  {
    name: 'an FLV that was cut off',
    file: (t) => cut(t, whole('whole.flv'), 0.5),
    lasts: 1.5,
  },
  {
    name: 'fragments that were cut off',
    file: (t) => cut(t, whole('whole.mp4', '-movflags', 'frag_keyframe+empty_moov'), 0.5),
    lasts: 1.66,
  },
];

for (const { name, file, lasts, pieces = 0, held } of cases) {
  test(name, async (t) => {
    const path = file(t);
    const { probe } = await open(path);
    const seconds = probe.duration / TICKS_PER_SECOND;
    assert.ok(Math.abs(seconds - lasts) < 0.15, `${seconds} s are ${lasts} s`);
    assert.equal(probe.pieces.length, pieces);
    const source = { root: dirname(path), path: basename(path) };
    const { failures, figures } = await verifyFile(engine, source, { quick: true });
    assert.deepEqual(failures, []);
    if (held !== undefined) assert.ok((figures?.held ?? 0) >= held);
  });
}

test('FLAC in Ogg is the same wherever reading began', async () => {
  const args = [...sound(1, 'anull', 60), '-c:a', 'flac'];
  const title = await open(makeClip(FOLDER, 'long.oga', args));
  const inOrder = await makeAll(title, AUDIO_RENDITION, 'fmp4');
  for (const index of indexesOf(title)) {
    const at = (37 * index) % inOrder.length;
    const { data } = await make(title, AUDIO_RENDITION, at, 'fmp4');
    assert.ok(inOrder[at]?.data.equals(data), `segment ${at}`);
  }
});

for (const { name, file, rendition } of [
  {
    name: 'the server makes the same of transport streams that begin anew',
    file: (t: TestContext) => joined(t, [whole('whole.ts'), other('other.ts')]),
    rendition: '240p_h264',
  },
  {
    name: 'the server makes the same of chained Ogg',
    file: (t: TestContext) => joined(t, [music('one.opus', 1), music('two.opus', 2)]),
    rendition: AUDIO_RENDITION,
  },
]) {
  test(name, async (t) => {
    const path = file(t);
    const title = await open(path);
    assert.equal(title.probe.pieces.length, 2);
    const made = await makeAll(title, rendition, 'ts');
    const fill = (films: string): void => copyFileSync(path, join(films, `odd${extname(path)}`));
    const { url } = await serveFolder(t, fill, { cache: 'false' }, createEngine());
    const [id] = Object.values(await listed(url, 1));
    const list = `${url}/api/v1/video/${id}/${rendition}/stream.m3u8`;
    const uris = (await (await fetch(list)).text()).split('\n').filter((line) => /^\d/.test(line));
    assert.equal(uris.length, made.length);
    for (const [index, uri] of uris.entries()) {
      const bytes = await (await fetch(new URL(uri, list))).arrayBuffer();
      assert.ok(made[index]?.data.equals(Buffer.from(bytes)), `segment ${index}`);
    }
  });
}
