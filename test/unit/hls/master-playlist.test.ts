import assert from 'node:assert/strict';
import test from 'node:test';
import HLS from 'hls-parser';
import { type AudioMedia, masterPlaylist, type Variant } from '../../../src/hls/master-playlist.ts';

const variant: Variant = {
  uri: '720p_h264/stream.m3u8',
  bandwidth: 7_000_000,
  averageBandwidth: 6_000_000,
  codecs: ['avc1.64001f', 'mp4a.40.2'],
  supplemental: null,
  audio: null,
  subtitles: null,
  picture: { width: 1280, height: 720, frameRate: { num: 24_000, den: 1001 }, range: 'SDR' },
};
const english: AudioMedia = {
  group: 'aac',
  uri: 'audio_aac/stream.m3u8',
  name: 'English',
  language: 'en',
  channels: '2',
  isDefault: true,
  descriptive: false,
};
const grouped = { ...variant, audio: 'aac' };

test('masterPlaylist: muxed sound', () => {
  const text = masterPlaylist({
    container: 'ts',
    variants: [variant],
    audio: [],
    subtitles: [],
    independent: true,
    iframes: {
      uri: 'iframes_h264/stream.m3u8',
      bandwidth: 300_000,
      averageBandwidth: 200_000,
      codecs: 'avc1.64001f',
      picture: { width: 640, height: 360, range: 'SDR' },
    },
    images: { uri: 'trickplay/images.m3u8', bandwidth: 11_520, width: 320, height: 180 },
  });
  assert.equal(
    text,
    [
      '#EXTM3U',
      '#EXT-X-VERSION:3',
      '#EXT-X-INDEPENDENT-SEGMENTS',
      '#EXT-X-STREAM-INF:BANDWIDTH=7000000,AVERAGE-BANDWIDTH=6000000,' +
        'CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=23.976,VIDEO-RANGE=SDR',
      '720p_h264/stream.m3u8',
      '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=300000,AVERAGE-BANDWIDTH=200000,' +
        'CODECS="avc1.64001f",RESOLUTION=640x360,VIDEO-RANGE=SDR,URI="iframes_h264/stream.m3u8"',
      '#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=11520,RESOLUTION=320x180,CODECS="jpeg",' +
        'URI="trickplay/images.m3u8"',
      '',
    ].join('\n'),
  );
});

test('masterPlaylist: captions within the pictures', () => {
  const text = masterPlaylist({
    container: 'ts',
    variants: [variant, { ...variant, uri: 'audio_aac/stream.m3u8', picture: null }],
    audio: [],
    subtitles: [],
    captions: [
      { channel: 'CC1', name: 'Closed captions', language: 'en' },
      { channel: 'CC3', name: 'Closed captions (CC3)', language: null },
    ],
    independent: true,
    iframes: null,
    images: null,
  });
  assert.deepEqual(text.match(/^#EXT-X-MEDIA.*$/gm), [
    '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="captions",NAME="Closed captions",LANGUAGE="en",' +
      'DEFAULT=NO,AUTOSELECT=YES,INSTREAM-ID="CC1"',
    '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="captions",NAME="Closed captions (CC3)",' +
      'LANGUAGE="und",DEFAULT=NO,AUTOSELECT=NO,INSTREAM-ID="CC3"',
  ]);
  const streams = text.match(/^#EXT-X-STREAM-INF.*$/gm) ?? [];
  assert.deepEqual(
    streams.map((line) => line.endsWith(',CLOSED-CAPTIONS="captions"')),
    [true, false],
  );
  const master = HLS.parse(text);
  assert.ok(master.isMasterPlaylist);
  assert.equal(master.variants[0]?.closedCaptions.length, 2);
});

test('masterPlaylist: hostile and equal names of tracks', () => {
  const audio = ['a"b\n#EXT-X-ENDLIST', 'Same', 'Same', '\u0001'].map((name, index) => ({
    ...english,
    name,
    isDefault: index === 0,
  }));
  const text = masterPlaylist({
    container: 'fmp4',
    variants: [grouped],
    audio,
    subtitles: [],
    independent: true,
    iframes: null,
    images: null,
  });
  HLS.setOptions({ strictMode: true });
  const parsed = HLS.parse(text);
  assert.ok(parsed.isMasterPlaylist);
  assert.deepEqual(
    parsed.variants[0]?.audio.map(({ name }) => name),
    ['a\u2019b #EXT-X-ENDLIST', 'Same', 'Same (2)', 'Track 4'],
  );
});

test('masterPlaylist: the default and the first track of each other language are chosen', () => {
  const languages = ['en', 'en', 'de', 'de', null];
  const audio = languages.map((language, index) => ({
    ...english,
    language,
    name: `Track ${index}`,
    isDefault: index === 1,
  }));
  const text = masterPlaylist({
    container: 'fmp4',
    variants: [grouped],
    audio,
    subtitles: [],
    independent: true,
    iframes: null,
    images: null,
  });
  const chosen = [...text.matchAll(/AUTOSELECT=(YES|NO)/g)].map(([, word]) => word);
  assert.deepEqual(chosen, ['NO', 'YES', 'YES', 'NO', 'YES']);
  const named = [...text.matchAll(/LANGUAGE="([^"]*)"/g)].map(([, word]) => word);
  assert.deepEqual(named, ['en', 'en', 'de', 'de', 'und'], 'each has one');
});

test('masterPlaylist: subtitles', () => {
  const german = {
    ...{ group: 'text', uri: 'subtitle/3/stream.m3u8', name: 'German', language: 'de' },
    ...{ isDefault: false, forced: false, forDeaf: false },
  };
  const text = masterPlaylist({
    container: 'ts',
    variants: [{ ...variant, subtitles: 'text' }],
    audio: [],
    subtitles: [
      german,
      { ...german, uri: '4', forDeaf: true },
      { ...german, uri: '5', name: 'a"b\n#EXT-X-ENDLIST', forced: true, isDefault: true },
      { ...german, uri: '6', forced: true },
      { ...german, uri: '7', language: null },
    ],
    independent: true,
    iframes: null,
    images: null,
  });
  assert.deepEqual(text.split('\n').slice(3, 8), [
    '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="German",LANGUAGE="de",DEFAULT=NO,' +
      'AUTOSELECT=YES,FORCED=NO,URI="subtitle/3/stream.m3u8"',
    '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="German (2)",LANGUAGE="de",DEFAULT=NO,' +
      'AUTOSELECT=YES,FORCED=NO,CHARACTERISTICS="public.accessibility.transcribes-spoken-dialog,' +
      'public.accessibility.describes-music-and-sound",URI="4"',
    '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="a\u2019b #EXT-X-ENDLIST",' +
      'LANGUAGE="de",DEFAULT=YES,AUTOSELECT=YES,FORCED=YES,URI="5"',
    '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="German (3)",LANGUAGE="de",DEFAULT=NO,' +
      'AUTOSELECT=NO,FORCED=YES,URI="6"',
    '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="German (4)",LANGUAGE="und",DEFAULT=NO,' +
      'AUTOSELECT=YES,FORCED=NO,URI="7"',
  ]);
  HLS.setOptions({ strictMode: true });
  const parsed = HLS.parse(text);
  assert.ok(parsed.isMasterPlaylist);
  assert.equal(parsed.variants[0]?.subtitles.length, 5);
});

test('masterPlaylist: sound alone has no picture', () => {
  const alone = { ...variant, picture: null, codecs: ['mp4a.40.2'] };
  const text = masterPlaylist({
    container: 'ts',
    variants: [alone],
    audio: [],
    subtitles: [],
    independent: true,
    iframes: null,
    images: null,
  });
  assert.doesNotMatch(text, /RESOLUTION|FRAME-RATE|VIDEO-RANGE/);
});
