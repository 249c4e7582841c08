import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaPlaylist } from '../../../src/hls/media-playlist.ts';
import { checkPlaylistText } from '../../../src/verify/checks/playlist.ts';
import { checkSeams } from '../../../src/verify/checks/seams.ts';
import { checkSoundSums, noSound } from '../../../src/verify/checks/sound.ts';
import type { SegmentLog } from '../../../src/verify/rendition-log.ts';
import { subjectOf, titleOf } from './title-of.ts';

const SEGMENTS = 3;

const playlistFindings = (change: (text: string) => string): string[] => {
  const title = titleOf({ segments: SEGMENTS });
  const subject = subjectOf(title);
  const text = mediaPlaylist({
    boundaries: title.grid.transcode,
    targetDuration: title.targetDuration,
    container: 'ts',
    independent: true,
    version: null,
  });
  checkPlaylistText(subject, change(text), 'ts');
  return subject.findings.failures.map((finding) => finding.text);
};

test('checkPlaylistText: what we write passes', () => {
  assert.deepEqual(
    playlistFindings((text) => text),
    [],
  );
});

const broken: readonly { name: string; from: string; to: string; finding: RegExp }[] = [
  {
    name: 'a wrong EXTINF',
    from: '2.000000',
    to: '2.000010',
    finding: /segment 0 ends at 2000010/,
  },
  { name: 'a low target', from: 'DURATION:2', to: 'DURATION:1', finding: /TARGETDURATION is 1 s/ },
  { name: 'no end', from: '#EXT-X-ENDLIST', to: '', finding: /ENDLIST is missing/ },
  { name: 'a missing segment', from: '1.ts', to: '', finding: /2 segments are listed/ },
  { name: 'a wrong name', from: '1.ts', to: '2.ts', finding: /segments are listed/ },
  {
    name: 'a gap',
    from: '#EXT-X-ENDLIST',
    to: '#EXT-X-GAP\n#EXT-X-ENDLIST',
    finding: /no #EXT-X-GAP/,
  },
];
for (const { name, from, to, finding } of broken) {
  test(`checkPlaylistText: finds ${name}`, () => {
    assert.match(playlistFindings((text) => text.replace(from, to)).join('\n'), finding);
  });
}

/** Segment `segment` with everything as it should be, but for what is given. */
const log = (segment: number, more: Partial<SegmentLog> = {}): SegmentLog => {
  const start = segment * 180_000;
  const frameAfter = (time: number): number => Math.ceil(time / 1920);
  const first = frameAfter(start);
  return {
    spot: { rendition: '240p_h264', segment },
    tsHash: '',
    mp4Hash: '',
    times: Float64Array.from([start]),
    firstDecode: start - 7200,
    lastDecode: start + 180_000 - 10_800,
    sound: { first, count: frameAfter(start + 180_000) - first, hash: '' },
    parameterSets: '67 68',
    audioConfig: '1190',
    counters: new Map([[0x100, { first: 0, next: 0 }]]),
    tables: 'tables',
    firstClock: start - 16_200,
    lastClock: start + 180_000 - 19_800,
    held: 0,
    dropped: 0,
    mp4Start: start,
    mp4End: start + 180_000,
    ...more,
  };
};

const seamFindings = (more: Partial<SegmentLog>): string => {
  const subject = subjectOf(titleOf({ segments: SEGMENTS }));
  checkSeams(subject, [log(0), log(1, more), log(2)]);
  return subject.findings.failures.map(({ check, text }) => `${check}: ${text}`).join('\n');
};

test('checkSeams: segments that join pass', () => {
  assert.equal(seamFindings({}), '');
});

const seams: readonly { name: string; more: Partial<SegmentLog>; finding: RegExp }[] = [
  {
    name: 'a counter that does not go on',
    more: { counters: new Map([[0x100, { first: 1, next: 0 }]]) },
    finding: /PID 256: continuity counter 1 where 0 must follow/,
  },
  { name: 'a clock that falls', more: { firstClock: 0 }, finding: /the clock steps by -/ },
  {
    name: 'a clock that is late',
    more: { firstClock: 180_000 },
    finding: /the clock steps by 220/,
  },
  { name: 'decoding times that fall', more: { firstDecode: 0 }, finding: /decoding times fall/ },
  { name: 'other parameter sets', more: { parameterSets: '67' }, finding: /other parameter sets/ },
  { name: 'a gap in fMP4', more: { mp4Start: 190_000 }, finding: /fMP4: 111\.11 ms between/ },
  {
    name: 'a frame of sound too many',
    more: { sound: { first: 94, count: 95, hash: '' } },
    finding: /audio: has frames 94 to 188 of the grid, not 94 to 187/,
  },
];
for (const { name, more, finding } of seams) {
  test(`checkSeams: finds ${name}`, () => {
    assert.match(seamFindings(more), finding);
  });
}

test('checkSoundSums: joints are held against the rest and against one piece', () => {
  const result = (joints: number, onePiece: number | null, rest: number, joined = 8): string => {
    const subject = subjectOf(titleOf({ segments: SEGMENTS }));
    const at = (decibels: number | null) =>
      decibels === null ? { signal: 0, error: 0 } : { signal: 1, error: 10 ** (-decibels / 10) };
    const sums = {
      ...noSound(),
      joined,
      joints: at(joints),
      elsewhere: at(rest),
      inOnePiece: at(onePiece),
    };
    checkSoundSums(subject, sums);
    const { failureCount, warnings } = subject.findings;
    return failureCount > 0 ? 'fails' : warnings.length > 0 ? 'warns' : 'passes';
  };
  assert.equal(result(25, 27, 25.5), 'passes');
  assert.equal(result(25, 27.5, 27), 'warns');
  assert.equal(result(25, 28.5, 28.1), 'fails');
  assert.equal(result(25, 25.2, 29), 'passes', 'it is as bad there without joints');
  assert.equal(result(25, null, 27.9), 'warns');
  assert.equal(result(25, null, 28.1), 'fails');
  assert.equal(result(25, 30.9, 31, 3), 'warns', 'few joints tell less');
  assert.equal(result(25, 31.1, 31.2, 3), 'fails');
});

test('checkSoundSums: most of what can be heard must be recognized', () => {
  const subject = subjectOf(titleOf({ segments: SEGMENTS }));
  checkSoundSums(subject, { ...noSound(), loud: 20, lost: 3 });
  assert.match(subject.findings.reason(), /3 of 20 audible segments/);
});
