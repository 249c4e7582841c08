import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { Listing } from '../../../../src/engine/files/listing.ts';
import { openDatabase } from '../../../../src/library/db.ts';
import type { Nfo } from '../../../../src/library/local/nfo.ts';
import { NfoShelf } from '../../../../src/library/local/nfo-shelf.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const VERSION = { size: 1, mtimeUs: 1 };

const nfo = (kind: Nfo['kind'], title: string): Nfo => ({
  ...{ kind, title, originalTitle: null, sortTitle: null, year: null, aired: null },
  ...{ plot: null, season: null, episode: null, ids: {} },
});

/** What told of the files when they were read. */
const shelfOf = (t: TestContext, told: Readonly<Record<string, Nfo>>) => {
  const db = openDatabase(join(tempDir(t), 'haema.db'));
  t.after(() => db.close());
  const shelf = new NfoShelf(db);
  for (const [path, it] of Object.entries(told)) shelf.keep({ root: 'r', path }, VERSION, [it]);
  return shelf;
};

const listing = (more: Partial<Listing>): Listing => ({
  ...{
    folders: [],
    files: [],
    nfos: [],
    pictures: [],
    subtitles: [],
    unread: [],
    hasOthers: false,
  },
  ...{ remote: false, ...more },
});

const listings = (folders: Readonly<Record<string, Partial<Listing>>>) =>
  new Map(Object.entries(folders).map(([path, it]) => [path, listing(it)]));

const file = (name: string) => ({ name, inode: '1', ...VERSION });

const update = (shelf: NfoShelf, of: ReadonlyMap<string, Listing>): string[] => {
  const steps = shelf.update('r', of);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value.map(({ path }) => path);
};

/** Of the file, and of its series. */
const told = (shelf: NfoShelf, path: string, home: string | null = null) => {
  const { own, series } = shelf.telling({ root: 'r', path }, home);
  return [own?.[0]?.title, series?.[0]?.title];
};

test('what tells of a file is kept until a folder is seen without it', (t) => {
  const shelf = shelfOf(t, { 'A/B/a.nfo': nfo('movie', 'Alien') });
  const isKept = (): boolean => told(shelf, 'A/B/a.mkv')[0] === 'Alien';
  const [root, a] = [{ folders: ['A'] }, { folders: ['B'] }];
  update(shelf, listings({ '': root, A: a, 'A/B': { nfos: [file('a.nfo')] } }));
  for (const [what, seen] of Object.entries({
    'the file cannot be looked at': listings({ '': root, A: a, 'A/B': { unread: ['a.nfo'] } }),
    'its folder': listings({ '': root, A: a }),
    'the one above': listings({ '': root }),
    'the root': new Map<string, Listing>(),
  })) {
    assert.deepEqual(update(shelf, seen), [], what);
    assert.ok(isKept(), what);
  }
  update(shelf, listings({ '': root, A: {} }));
  assert.ok(!isKept());
});

test('what is new is to be read until it was, whatever else is looked at', (t) => {
  const shelf = shelfOf(t, { 'a.nfo': nfo('movie', 'Alien') });
  const first = listings({
    '': { folders: ['B'], nfos: [file('a.nfo')] },
    B: { nfos: [file('b.nfo')] },
  });
  assert.deepEqual(update(shelf, first), ['B/b.nfo']);
  const second = new Map([...first, ['', listing({ folders: ['B'] })]]);
  assert.deepEqual(update(shelf, second), ['B/b.nfo']);
  assert.equal(told(shelf, 'a.mkv')[0], undefined);
  shelf.keep({ root: 'r', path: 'B/b.nfo' }, VERSION, [nfo('movie', 'Brazil')]);
  assert.deepEqual(update(shelf, second), []);
  const changed = listing({ nfos: [{ ...file('b.nfo'), mtimeUs: 2 }] });
  assert.deepEqual(update(shelf, new Map([...second, ['B', changed]])), ['B/b.nfo']);
});

test('what tells of a film or a series is nothing to what else lies in the folder', (t) => {
  const shelf = shelfOf(t, {
    'Films/movie.nfo': nfo('movie', 'Stray'),
    'Films/Up/movie.nfo': nfo('movie', 'Up'),
    'TV/tvshow.nfo': nfo('series', 'Stray'),
    'TV/Dark/tvshow.nfo': nfo('series', 'Dark'),
    'TV/x/tvshow.nfo': nfo('series', 'Told'),
    'TV/x/1/1.nfo': nfo('episode', 'One'),
  });
  assert.deepEqual(told(shelf, 'Films/One.mkv'), [undefined, undefined]);
  assert.deepEqual(told(shelf, 'Films/Up/cd1/a.mkv', 'Films/Up'), ['Up', undefined]);
  assert.deepEqual(told(shelf, 'TV/Fargo/S01E01.mkv', 'TV/Fargo'), [undefined, undefined]);
  assert.deepEqual(told(shelf, 'TV/Fargo.S01E01.mkv'), [undefined, undefined]);
  assert.deepEqual(told(shelf, 'TV/Dark/S1/S01E01.mkv', 'TV/Dark'), [undefined, 'Dark']);
  assert.deepEqual(told(shelf, 'TV/x/1/1.mkv'), ['One', 'Told'], 'each episode is told of');
});
