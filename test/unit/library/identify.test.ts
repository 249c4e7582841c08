import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FoundFile, type KnownVideo, matchVideos } from '../../../src/library/identify.ts';

/** `a1` is a file of which copies have equal content `a` and inode 1 is its own. */
const file = (path: string, what: string, traits: Partial<FoundFile> = {}): FoundFile => ({
  root: 'movies',
  path,
  size: 1000,
  mtimeUs: what.charCodeAt(0),
  inode: `8:${what.slice(1)}`,
  sampledHash: `hash of ${what.charAt(0)}`,
  ...traits,
});

const video = (id: string, at: FoundFile, state: Partial<KnownVideo> = {}): KnownVideo => ({
  ...at,
  videoId: id,
  present: true,
  lastSeenUs: 1,
  ...state,
});

const A = video('A', file('a.mkv', 'a1'));
const B = video('B', file('b.mkv', 'b2'));
const NFD = 'Amélie.mkv'.normalize('NFD');
const NFC = 'Amélie.mkv'.normalize('NFC');

interface Case {
  name: string;
  known: KnownVideo[];
  found: FoundFile[];
  /** The id of each found file; null: new. */
  ids: (string | null)[];
  /** Paths, not among the found files, that a partial scan says nothing of. */
  there?: string[];
}

const cases: Case[] = [
  { name: 'unchanged', known: [A, B], found: [A, B], ids: ['A', 'B'] },
  { name: 'a new file', known: [A], found: [A, B], ids: ['A', null] },
  { name: 'renamed', known: [A], found: [file('new.mkv', 'a1')], ids: ['A'] },
  { name: 'renamed in case only', known: [A], found: [file('A.MKV', 'a1')], ids: ['A'] },
  {
    name: 'moved to another root and file system',
    known: [A],
    found: [file('x/a.mkv', 'a9', { root: 'nas' })],
    ids: ['A'],
  },
  {
    name: 'an inode that was given out again, to a file of the same size',
    known: [A],
    found: [file('new.mkv', 'z1')],
    ids: [null],
  },
  {
    name: 'renamed before anybody has read it: inode, size and time tell',
    known: [video('A', file('a.mkv', 'a1', { sampledHash: '' }))],
    found: [file('new.mkv', 'a1', { sampledHash: '' })],
    ids: ['A'],
  },
  {
    name: 'two files that nobody has read are not the same',
    known: [video('A', file('a.mkv', 'a1', { sampledHash: '' }))],
    found: [file('new.mkv', 'b2', { sampledHash: '' })],
    ids: [null],
  },
  {
    name: 'another size is another file, even with a recycled inode',
    known: [A],
    found: [file('new.mkv', 'z1', { size: 7 })],
    ids: [null],
  },
  { name: 'copied', known: [A], found: [A, file('copy.mkv', 'a9')], ids: ['A', null] },
  {
    name: 'copied, and the original is outside of what was scanned',
    known: [A],
    found: [file('copy.mkv', 'a9')],
    ids: [null],
    there: ['a.mkv'],
  },
  {
    name: 'moved and copied: the inode goes with the move',
    known: [A],
    found: [file('copy.mkv', 'a9'), file('moved.mkv', 'a1')],
    ids: [null, 'A'],
  },
  { name: 'hard-linked', known: [A], found: [A, file('link.mkv', 'a1')], ids: ['A', null] },
  {
    name: 'one of two hard links renamed',
    known: [A, video('L', file('link.mkv', 'a1'))],
    found: [file('renamed.mkv', 'a1'), A],
    ids: ['L', 'A'],
  },
  {
    name: 'two files that changed names',
    known: [A, B],
    found: [file('a.mkv', 'b2'), file('b.mkv', 'a1')],
    ids: ['B', 'A'],
  },
  {
    name: 'moved away, and a new file took its place',
    known: [A],
    found: [file('a.mkv', 'n5'), file('old/a.mkv', 'a1')],
    ids: [null, 'A'],
  },
  {
    name: 'replaced by a better copy',
    known: [A],
    found: [file('a.mkv', 'n5', { size: 2000 })],
    ids: ['A'],
  },
  {
    name: 'back after it was gone',
    known: [{ ...A, present: false }],
    found: [file('elsewhere.mkv', 'a7')],
    ids: ['A'],
  },
  {
    name: 'inode numbers made anew by a remount',
    known: [A, B],
    found: [file('a.mkv', 'a2'), file('b.mkv', 'b1')],
    ids: ['A', 'B'],
  },
  {
    name: 'remounted with names in NFC, replaced meanwhile',
    known: [video('N', file(NFD, 'a1'))],
    found: [file(NFC, 'n5', { size: 2000 })],
    ids: ['N'],
  },
  {
    name: 'one name in NFC and in NFD are two files where both are there',
    known: [video('N', file(NFD, 'a1'))],
    found: [file(NFC, 'n5'), file(NFD, 'a1')],
    ids: [null, 'N'],
  },
  {
    name: 'of two candidates the one seen last',
    known: [
      video('O', file('old.mkv', 'a1'), { present: false, lastSeenUs: 1 }),
      video('P', file('newer.mkv', 'a1'), { present: false, lastSeenUs: 2 }),
    ],
    found: [file('back.mkv', 'a1')],
    ids: ['P'],
  },
];

for (const { name, known, found, ids, there = [] } of cases) {
  test(`matchVideos: ${name}`, () => {
    for (const order of [found, found.toReversed()]) {
      const matches = matchVideos(known, order, ({ path }) => !there.includes(path));
      assert.deepEqual(
        found.map((it) => matches.get(it)?.videoId ?? null),
        ids,
      );
    }
  });
}
