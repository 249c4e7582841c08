import assert from 'node:assert/strict';
import test from 'node:test';
import { scriptOf } from '../../../../src/hls/subtitles/ass-styles.ts';
import { type ScriptEvent, webVtt, webVttSegment } from '../../../../src/hls/subtitles/webvtt.ts';
import { drained } from '../../../support/drained.ts';

const S = 90_000;
const HEADER = `[Script Info]
PlayResX: 400
PlayResY: 200

[V4+ Styles]
Format: Name, Fontname, PrimaryColour, Bold, Italic, Underline, Alignment
Style: Default,Arial,&H00FFFFFF,0,0,0,2
Style: Sign,Arial,&H0000FFFF,-1,-1,0,8
`;

const cueOf = (text: string, style = 'Default', header = HEADER): string =>
  whole([{ start: S, end: 2 * S, style, text }], header).replace('WEBVTT\n\n', '');

const whole = (events: readonly ScriptEvent[], header: string): string =>
  drained(webVtt(events, scriptOf(header)));

const segment = (...args: Parameters<typeof webVttSegment>): string =>
  drained(webVttSegment(...args));

/** Without its times. */
const said = (text: string, style?: string): string => {
  const [, ...lines] = cueOf(text, style).trimEnd().split('\n');
  return lines.join('\n');
};

const placed = (text: string, style?: string, header?: string): string =>
  /^\S+ --> \S+ ?(.*)$/m.exec(cueOf(text, style, header))?.[1] ?? '';

test('a segment tells its offset, and times to the millisecond', () => {
  const events = [
    { start: -5 * S, end: S / 2, style: '', text: 'before' },
    { start: 3661 * S + 45, end: 3662 * S, style: '', text: 'one' },
    { start: 5 * S, end: 5 * S, style: '', text: 'never' },
  ];
  assert.equal(
    segment(events, scriptOf(''), 'ts'),
    `WEBVTT
X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000

00:00:00.000 --> 00:00:00.500
before

01:01:01.001 --> 01:01:02.000
one
`,
  );
  assert.match(segment([], scriptOf(''), 'fmp4'), /MPEGTS:0,LOCAL:00:00:00\.000\n\n$/);
});

test('what WebVTT can say of letters stays', () => {
  assert.equal(said('{\\i1}a{\\i0}b{\\b1}c{\\u1}d'), '<i>a</i>b<b>c</b><b><u>d</u></b>');
  assert.equal(
    said('{\\c&H0000FF&}red{\\c}, {\\1c&HFFFF00&}cyan'),
    '<c.red>red</c>, <c.cyan>cyan</c>',
  );
  assert.equal(said('{\\c&HC0C0C0&}grey{\\c&H000000&} black'), 'grey black');
  assert.equal(said('a', 'Sign'), '<i><b><c.yellow>a</c></b></i>');
  assert.equal(
    said('a{\\r}b{\\rSign}c{\\i0}d'),
    'ab<i><b><c.yellow>c</c></b></i><b><c.yellow>d</c></b>',
  );
  assert.equal(said('a\\Nb\\nc\\hd'), 'a\nb\nc\u00a0d');
  assert.equal(said('a\\N\\N \\Nb\\N'), 'a\nb', 'an empty line would end the cue');
});

test('drawings and what moves are left out, with the text between', () => {
  assert.equal(said('{\\p1}m 0 0 l 100 0{\\p0}text{\\p2}m 1 1'), 'text');
  assert.equal(said('{\\k20}ka{\\kf30}ra{\\ko10}o{\\K5}ke'), 'karaoke');
  assert.equal(said('{\\t(0,500,\\i1\\c&H0000FF&)\\blur3\\bord2\\fad(1,2)}still'), 'still');
  assert.equal(said('{a comment}said{\\fnComic Sans\\fs20}'), 'said');
  assert.equal(cueOf('{\\p1}m 0 0 l 100 0'), '');
  const event = { start: 0, end: S, style: '', text: 'twice' };
  const layers = whole([event, { ...event, text: '{\\bord4}twice' }, event], HEADER);
  assert.equal(layers.match(/twice/g)?.length, 1);
});

test('places', () => {
  assert.equal(placed('a'), '');
  assert.equal(placed('{\\an8}a'), 'line:0');
  assert.equal(placed('a', 'Sign'), 'line:0');
  assert.equal(placed('{\\an1}a'), 'position:5% align:left');
  assert.equal(placed('{\\a7}a'), 'position:95% align:right line:0');
  assert.equal(placed('{\\an8\\pos(100,50)}a'), 'line:25% position:25%');
  assert.equal(placed('{\\pos(200,200)}a\\Nb'), 'line:88% position:50%');
  assert.equal(placed('{\\an7\\move(40,20,80,40)}a'), 'line:10% position:10% align:left');
  assert.equal(placed('{\\pos(nonsense)\\pos(1e99,)\\an0}a'), '');
  const old = '[V4 Styles]\nFormat: Name, Alignment\nStyle: Top,6\n';
  assert.equal(placed('a', 'Top', old), 'line:0');
});

test('hostile text is text', () => {
  assert.equal(
    said('<script>alert(1)</script> & --> {\\i1}</i>'),
    '&lt;script&gt;alert(1)&lt;/script&gt; &amp; --&gt; <i>&lt;/i&gt;</i>',
  );
  assert.equal(said('\ufeffa\0b\u0007c\r\nd\re'), 'abc\nd\ne');
  assert.equal(said('\\{a\\} {open'), '{a} {open');
  assert.equal(said('C:\\\u2060new'), 'C:\\new');
  const many = Array.from({ length: 1_000_000 }, (_, at) => {
    return { start: at, end: at + S, style: '', text: `line ${at}` };
  });
  const long = { start: 0, end: S, style: '', text: '{'.repeat(1e7) };
  assert.ok(segment(many, scriptOf('Style: '.repeat(1e6)), 'ts').length < 1e6);
  assert.ok(segment([long, long], scriptOf(HEADER), 'ts').length < 10_000);
  const loud = { ...long, text: '{\\i1}a'.repeat(2e6) };
  assert.ok(segment(Array(1000).fill(loud), scriptOf(''), 'ts').length < 50_000);
  const absurd = { ...long, start: -1e15, end: 1e15, text: 'for ever' };
  assert.match(whole([absurd], ''), /00:00:00\.000 --> 999:00:00\.000\nfor ever/);
});
