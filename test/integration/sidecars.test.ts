import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { createEngine } from '../../src/engine/engine.ts';
import type { Sidecar } from '../../src/engine/subtitles.ts';
import { encoded, PHRASES } from '../support/charsets.ts';
import { ASS, decodedByFfmpeg, srt } from '../support/subtitles.ts';
import { tempDir } from '../support/temp-dir.ts';

const engine = createEngine();

const sidecar = (t: TestContext, name: string, content: string | Buffer): Promise<Sidecar> => {
  const root = tempDir(t);
  writeFileSync(join(root, name), content);
  return engine.sidecar({ source: { root, path: name } });
};

for (const [charset, { text, name }] of Object.entries(PHRASES)) {
  test(`subtitles in ${charset} are read, whatever their lines end with`, async (t) => {
    const subtitles = `1\r\n00:00:01,000 --> 00:00:02,500\r\n${text}\r\n\r\n`;
    const told = await sidecar(t, 'film.srt', encoded(subtitles, charset));
    assert.deepEqual([told.charset, told.sure], [name, true]);
    assert.deepEqual(
      told.cues.map((cue) => [cue.start, cue.end, cue.text]),
      [[90_000, 225_000, text]],
    );
  });
}

const STYLES = `STYLE
::cue { color: red }

`;
const VTT = `WEBVTT

NOTE a comment

${STYLES}1
00:01.000 --> 00:02.000 align:start
<i>Hello</i> &amp; <c.loud>goodbye</c>

00:00:03.000 --> 00:00:04.000
Two
lines
`;

const FORMATS: Readonly<Record<string, string>> = {
  'film.srt': srt(20),
  'film.ass': ASS,
  'film.ssa': ASS,
  'film.vtt': VTT,
};

for (const [name, content] of Object.entries(FORMATS)) {
  test(`${name} says what ffmpeg makes of it`, async (t) => {
    const root = tempDir(t);
    writeFileSync(join(root, name), content);
    writeFileSync(join(root, 'plain.vtt'), VTT.replace(STYLES, '')); // else ffmpeg reads nothing
    const { cues, header } = await engine.sidecar({ source: { root, path: name } });
    assert.notEqual(cues.length, 0);
    const told = cues.map(({ start, end, style, text }) => ({ start, end, style, text }));
    const round = (ticks: number): number => Math.floor(ticks / 900) * 900;
    assert.deepEqual(
      told.map((cue) => ({ ...cue, start: round(cue.start), end: round(cue.end) })),
      decodedByFfmpeg(join(root, name === 'film.vtt' ? 'plain.vtt' : name), 0),
    );
    assert.match(header, /^\[Script Info\]/);
  });
}

test('where WebVTT shows a cue is told as it stands there', async (t) => {
  const { cues } = await sidecar(t, 'film.vtt', VTT);
  assert.deepEqual(
    cues.map(({ settings }) => settings),
    ['align:start', undefined],
  );
});

test('a file is read as what it holds, not as what its name says', async (t) => {
  const { cues, header } = await sidecar(t, 'film.srt', ASS);
  assert.equal(cues.length, 4);
  assert.match(header, /Style: Sign/);
  assert.equal((await sidecar(t, 'film.ass', VTT)).cues.length, 2);
});

test('a file without subtitles, or one that is too large, is refused in words', async (t) => {
  await assert.rejects(sidecar(t, 'film.srt', ''), { code: 'MEDIA_INVALID' });
  await assert.rejects(sidecar(t, 'film.srt', 'nothing'), { code: 'MEDIA_INVALID' });
  await assert.rejects(sidecar(t, 'film.ass', Buffer.alloc(5000, 0xff)), { code: 'MEDIA_INVALID' });
  const large = Buffer.alloc(16 * 1024 * 1024 + 1, 0x20);
  await assert.rejects(sidecar(t, 'film.srt', large), { code: 'MEDIA_INVALID', message: /16 MB/ });
});

test('a file that has changed since is told', async (t) => {
  const root = tempDir(t);
  writeFileSync(join(root, 'film.srt'), srt(4));
  const version = { size: 1, mtimeUs: 1 };
  const source = { root, path: 'film.srt', version };
  await assert.rejects(engine.sidecar({ source }), { code: 'SOURCE_CHANGED' });
});

const line = (start: string, end: string, text: string): string =>
  `1\n${start} --> ${end}\n${text}\n\n`;

test('times that cannot be meant hide nothing else', async (t) => {
  const subtitles =
    line('00:00:05,000', '00:00:01,000', 'ends before it begins') +
    line('99999:00:00,000', '99999:00:01,000', 'eleven years') +
    line('00:00:07,000', '99999999:00:00,000', 'for ever') +
    line('00:00:06,000', '00:00:08,000', 'sound');
  const { cues } = await sidecar(t, 'film.srt', subtitles);
  for (const { start, end } of cues) assert.ok(start >= 0 && end > start);
  const found = cues.find(({ text }) => text === 'sound');
  assert.deepEqual([found?.start, found?.end], [540_000, 720_000]);
  assert.ok(cues.some(({ text }) => text === 'ends before it begins'));
});

test('a line of ten megabytes and 300,000 cues cost little', async (t) => {
  const long = 'x<i>'.repeat(2_500_000);
  const { cues } = await sidecar(t, 'film.srt', line('00:00:01,000', '00:00:02,000', long));
  assert.ok((cues[0]?.text.length ?? 0) < 70_000);
  const count = 300_000;
  const many = Array.from({ length: count }, (_, i) => `0:0:1,0 --> 0:0:2,0\na${i}\n`).join('\n');
  const begun = performance.now();
  const told = await sidecar(t, 'film.srt', many);
  assert.equal(told.cues.length, 100_000);
  assert.ok(performance.now() - begun < 10_000);
});

test('markup is left out, and broken characters are told of', async (t) => {
  const script = '<script>alert(1)</script>';
  const bytes = Buffer.concat([
    Buffer.from(`\ufeff${line('00:00:01,000', '00:00:02,000', script)}`),
    Buffer.from('2\n00:00:03,000 --> 00:00:04,000\nbro'),
    Buffer.from([0xc3, 0x28, 0x00, 0x07]),
    Buffer.from('ken\n'),
  ]);
  const { cues, sure } = await sidecar(t, 'film.srt', bytes);
  assert.equal(sure, false);
  assert.deepEqual(
    cues.map(({ text }) => text),
    ['alert(1)', 'bro\ufffd(ken'],
  );
});
