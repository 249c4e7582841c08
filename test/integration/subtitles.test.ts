/** Subtitles as players get them, against what ffmpeg decodes of the same files. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import HLS from 'hls-parser';
import { json, listed, serveFolder } from '../support/app.ts';
import { encoded, PHRASES } from '../support/charsets.ts';
import { clip } from '../support/clips.ts';
import { corpusTest } from '../support/corpus.ts';
import { ASS, decodedByFfmpeg, type Line, subtitled } from '../support/subtitles.ts';
import { open } from '../support/title.ts';

const SECOND = 90_000;
/** ffmpeg writes scripts in hundredths of a second. */
const ROUNDING = 0.0051;

interface Cue {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

HLS.setOptions({ strictMode: true });

const seconds = (clock: string): number =>
  clock.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);

/** With entities and tags taken back. */
const cuesOf = (vtt: string): Cue[] =>
  vtt.split('\n\n').flatMap((block) => {
    const [, start = '', end = '', text = ''] = /^(\S+) --> (\S+)[^\n]*\n(.*)$/s.exec(block) ?? [];
    if (start === '') return [];
    const plain = text.trimEnd().replace(/<[^>]*>/g, '');
    const said = plain.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
    return [{ start: seconds(start), end: seconds(end), text: said }];
  });

const plain = ({ start, end, text }: Line): Cue => ({
  start: Math.max(0, start / SECOND), // WebVTT knows no time before zero
  end: end / SECOND,
  text: text.replace(/\{[^}]*\}/g, '').replaceAll('\\N', '\n'),
});

/** What MP4 cannot hold beside another line has no length there. */
const decoded = (file: string, track: string, origin = 0): Cue[] =>
  decodedByFfmpeg(file, Number(track), origin)
    .map(plain)
    .filter(({ start, end }) => end > start);

const assertSame = (cues: readonly Cue[], expected: readonly Cue[], what: string): void => {
  const said = (list: readonly Cue[]): string[] => list.map(({ text }) => text);
  assert.deepEqual(said(cues), said(expected), what);
  for (const [at, { start, end }] of expected.entries()) {
    const { start: from = 0, end: to = 0 } = cues[at] ?? {};
    assert.ok(Math.abs(from - start) <= ROUNDING && Math.abs(to - end) <= ROUNDING, what);
  }
};

const serve = async (t: TestContext, file: string) => {
  const name = `film${/\.\w+$/.exec(file)?.[0]}`;
  const { url, films } = await serveFolder(t, (folder) => copyFileSync(file, join(folder, name)), {
    cache: 'false',
  });
  const { film = '' } = await listed(url, 1);
  return { url, films, film, video: `${url}/api/v1/video/${film}` };
};

const wordsAt = async (address: string): Promise<string> => {
  const answer = await fetch(address);
  const words = await answer.text();
  assert.equal(answer.status, 200, `${address}: ${words}`);
  return words;
};

/** All of each track by its playlist, by track. */
const playedTracks = async (video: string, query: string): Promise<Map<string, Cue[]>> => {
  const master = HLS.parse(await wordsAt(`${video}/master.m3u8${query}`));
  assert.ok(master.isMasterPlaylist);
  const tracks = new Map<string, Cue[]>();
  for (const { uri = '' } of master.variants[0]?.subtitles ?? []) {
    const address = `${video}/${uri}`;
    const media = HLS.parse(await wordsAt(address));
    assert.ok(!media.isMasterPlaylist);
    const played: Cue[] = [];
    for (const segment of media.segments) {
      const words = await wordsAt(new URL(segment.uri, address).href);
      assert.match(words, query === '' ? /MPEGTS:900000,/ : /MPEGTS:0,/);
      played.push(...cuesOf(words));
    }
    tracks.set(uri.split('/')[1] ?? '', played);
  }
  return tracks;
};

/** The last one has no index: it is read through. */
const FILES: [name: string, ...options: string[]][] = [
  ['subtitled.mkv'],
  ['subtitled.mp4'],
  ['recorded.mkv', '-live', '1'],
];

for (const [name, ...options] of FILES) {
  test(`${name}: what is played is what ffmpeg decodes`, async (t) => {
    const file = subtitled(name, ...options);
    const { video } = await serve(t, file);
    for (const query of ['', '?container=fmp4']) {
      const tracks = await playedTracks(video, query);
      assert.deepEqual([...tracks.keys()], ['2', '3']);
      for (const [track, cues] of tracks) {
        const expected = decoded(file, track);
        assertSame(cues, expected, `${track} of ${name}${query}`);
      }
    }
  });
}

interface Track {
  readonly track: string;
  readonly kind: string;
  readonly codec: string;
  readonly name: string;
  readonly forced: boolean;
  readonly charset: { readonly name: string; readonly sure: boolean } | null;
  readonly ass: string;
  readonly vtt: string;
}

const CORPUS = [
  'h264-ac3-ass.mkv',
  'h264-ac3-null-terminated-srt.mkv',
  'h264-mkv-2audio-8subs-elephants-dream.mkv',
  'h264-two-videos-two-audios-two-movtext.mp4',
  'vp8-vorbis-webvtt.webm',
];

for (const name of CORPUS) {
  corpusTest(`${name}: what is played is what ffmpeg decodes`, name, async (file, t) => {
    const { video } = await serve(t, file);
    const { origin, duration } = (await open(file)).probe;
    const tracks = await playedTracks(video, '');
    assert.ok(tracks.size > 0);
    for (const [track, cues] of tracks) {
      const all = decoded(file, track, origin);
      const shown = all.filter(({ start, end }) => start < duration / SECOND && end > 0.001);
      assertSame(cues, shown, track);
    }
  });
}

test('whole tracks, and what the API tells of them', async (t) => {
  const file = subtitled('subtitled.mkv');
  const { video } = await serve(t, file);
  const { subtitle_tracks: tracks } = (await json(video)) as { subtitle_tracks: Track[] };
  assert.deepEqual(
    tracks.map(({ track, codec }) => `${track} ${codec}`),
    ['2 subrip', '3 ass'],
  );
  for (const { track, vtt } of tracks) {
    const expected = decoded(file, track);
    assertSame(cuesOf(await wordsAt(new URL(vtt, video).href)), expected, track);
  }
  const script = await wordsAt(new URL(tracks[1]?.ass ?? '', video).href);
  assert.match(script, /^Style: Sign,Arial,20,&H0000FFFF,.*$/m);
  const sign =
    /^Dialogue: 3,0:00:02.0\d,0:00:20.0\d,Sign,,15,25,35,Banner;10,\{\\pos\(320,40\)\}A/m;
  assert.match(script, sign);
});

test('a segment may be kept for ever by its version, and another version is stale', async (t) => {
  const { video } = await serve(t, subtitled('subtitled.mkv'));
  const playlist = await wordsAt(`${video}/subtitle/2/stream.m3u8`);
  const segment = /^0\.vtt\?v=.*$/m.exec(playlist)?.[0];
  const answer = await fetch(`${video}/subtitle/2/${segment}`);
  assert.match(answer.headers.get('Cache-Control') ?? '', /immutable/);
  assert.equal(answer.headers.get('Content-Type'), 'text/vtt; charset=utf-8');
  assert.equal((await fetch(`${video}/subtitle/2/0.vtt?v=other`)).status, 410);
  assert.equal((await fetch(`${video}/subtitle/9/stream.m3u8`)).status, 404);
  assert.equal((await fetch(`${video}/subtitle/x/0.vtt`)).status, 400);
});

test('files beside the video, in whatever characters', async (t) => {
  const { text, name } = PHRASES['CP1252'] ?? assert.fail();
  const fill = (folder: string): void => {
    copyFileSync(clip('h264.mkv'), join(folder, 'film.mkv'));
    const line = (words: string): string => `1\r\n00:00:01,000 --> 00:00:02,500\r\n${words}\r\n`;
    writeFileSync(join(folder, 'film.de.forced.srt'), encoded(line(text), 'CP1252'));
    mkdirSync(join(folder, 'Subs', 'film'), { recursive: true });
    writeFileSync(join(folder, 'Subs', 'film', '2_English.srt'), line('<i>Good</i> morning'));
    writeFileSync(join(folder, 'film.ass'), encoded(`\ufeff${ASS}`, 'UTF-16LE'));
  };
  const { url } = await serveFolder(t, fill, { cache: 'false' });
  const { film } = await listed(url, 1);
  const video = `${url}/api/v1/video/${film}`;
  const { subtitle_tracks: tracks } = (await json(video)) as { subtitle_tracks: Track[] };
  assert.deepEqual(
    tracks.map((it) => [it.kind, it.name, it.forced, it.charset?.name]),
    [
      ['sidecar', 'English', false, 'utf-8'],
      ['sidecar', 'Track 2', false, 'utf-16le'],
      ['sidecar', 'German (forced)', true, name],
    ],
  );
  const played = [...(await playedTracks(video, '')).values()];
  assert.deepEqual(
    played.map(([cue]) => cue?.text),
    ['Good morning', 'The first\nin two lines', text],
  );
  const script = await wordsAt(new URL(tracks[1]?.ass ?? '', video).href);
  assert.equal(script, ASS, 'as it is, in UTF-8');
});

test('each character set is read as what it is', async (t) => {
  const fill = (folder: string): void => {
    copyFileSync(clip('h264.mkv'), join(folder, 'film.mkv'));
    for (const [charset, { text }] of Object.entries(PHRASES)) {
      const line = `1\n00:00:01,000 --> 00:00:02,500\n${text}\n`;
      writeFileSync(join(folder, `film.(${charset}).srt`), encoded(line, charset));
    }
  };
  const { url } = await serveFolder(t, fill, { cache: 'false' });
  const { film } = await listed(url, 1);
  const video = `${url}/api/v1/video/${film}`;
  const { subtitle_tracks: tracks } = (await json(video)) as { subtitle_tracks: Track[] };
  const played = await playedTracks(video, '?container=fmp4');
  assert.equal(tracks.length, Object.keys(PHRASES).length);
  for (const { track, name, charset } of tracks) {
    const phrase = PHRASES[name] ?? assert.fail(name);
    assert.deepEqual(charset, { name: phrase.name, sure: true });
    assert.deepEqual(played.get(track), [{ start: 1, end: 2.5, text: phrase.text }]);
  }
});

test('a file that comes later is there in the next playlist', async (t) => {
  const { films, video } = await serve(t, clip('h264.mkv'));
  assert.doesNotMatch(await wordsAt(`${video}/master.m3u8`), /SUBTITLES/);
  writeFileSync(join(films, 'film.en.vtt'), 'WEBVTT\n\n00:01.000 --> 00:02.000\nLate\n');
  await fetch(new URL('/api/v1/scan', video), { method: 'POST' });
  while (!(await wordsAt(`${video}/master.m3u8`)).includes('SUBTITLES')) {
    // it is looked for in the background
  }
  const [cues] = (await playedTracks(video, '')).values();
  assert.deepEqual(cues, [{ start: 1, end: 2, text: 'Late' }]);
});
