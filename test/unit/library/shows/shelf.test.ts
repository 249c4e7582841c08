import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VideoRow } from '../../../../src/library/files.ts';
import { Shelf, type Shelved } from '../../../../src/library/shows/shelf.ts';
import type { Show } from '../../../../src/library/shows/types.ts';

const rowAt = (path: string): VideoRow => ({
  videoId: path,
  root: path.startsWith('away') ? 'away' : 'here',
  path,
  size: 1,
  mtimeUs: 1,
  inode: path,
  sampledHash: '',
  present: true,
  firstSeenUs: 1,
  lastSeenUs: 1,
});

class Source {
  revision = 0;
  reads = 0;
  paths: readonly string[];

  constructor(...paths: readonly string[]) {
    this.paths = paths;
  }

  async *presentInSteps(): AsyncGenerator<readonly VideoRow[]> {
    this.reads++;
    for (const path of this.paths) yield [rowAt(path)];
  }
}

const shelfOf = (source: Source): Shelf => new Shelf(source, (root) => root === 'here');

const showsOf = ({ sorted }: Shelved): Show[] => sorted.map(({ show }) => show);

test('shows are in the order in which people sort titles', async () => {
  const titles = ['The Bear', 'Part 10', 'Zulu', 'Ärger', 'part 9', 'Heat (1995)', 'Heat (1986)'];
  const shows = showsOf(await shelfOf(new Source(...titles.map((it) => `${it}.mkv`))).now());
  assert.deepEqual(
    shows.map(({ info: { title, year } }) => `${title}${year ?? ''}`),
    ['Ärger', 'The Bear', 'Heat1986', 'Heat1995', 'part 9', 'Part 10', 'Zulu'],
  );
});

test('many are in order too', async () => {
  const names = Array.from({ length: 3456 }, (_, at) => `Film ${(at * 7919) % 3456} again.mkv`);
  const shows = showsOf(await shelfOf(new Source(...names)).now());
  const numbers = shows.map(({ info }) => Number.parseInt(info.title.slice(5), 10));
  assert.deepEqual(
    numbers,
    Array.from({ length: 3456 }, (_, at) => at),
  );
});

test('they are made once for all who ask, and again after a change', async () => {
  const source = new Source('Heat.mkv');
  const shelf = shelfOf(source);
  const [one, other] = await Promise.all([shelf.now(), shelf.now()]);
  assert.equal(one, other);
  assert.equal(await shelf.now(), one);
  assert.equal(source.reads, 1);
  source.paths = ['Heat.mkv', 'Alien.mkv'];
  source.revision++;
  assert.equal((await shelf.newest()).sorted.length, 2);
  assert.equal((await shelf.now()).sorted.length, 2);
});

test('while a scan runs nobody waits, and they are made anew after a pause', async () => {
  const source = new Source('Heat.mkv');
  let nowMs = 0;
  const shelf = new Shelf(
    source,
    () => true,
    () => nowMs,
  );
  const before = await shelf.now();
  source.paths = ['Heat.mkv', 'Alien.mkv'];
  source.revision++;
  nowMs = 1999;
  assert.equal(await shelf.now(), before);
  await shelf.settled();
  assert.equal(source.reads, 1, 'too early');
  nowMs = 2000;
  assert.equal(await shelf.now(), before);
  assert.equal(await shelf.now(), before);
  await shelf.settled();
  assert.equal((await shelf.now()).sorted.length, 2);
  assert.equal(source.reads, 2);
});

test('after a scan the last change is there, whatever was being made', async () => {
  const source = new Source('Heat.mkv');
  const shelf = shelfOf(source);
  const early = shelf.now();
  source.paths = ['Heat.mkv', 'Alien.mkv'];
  source.revision++;
  assert.equal((await shelf.newest()).sorted.length, 2);
  await early;
});

test('after a scan nobody waits for changes that go on', async () => {
  const source = new Source('Heat.mkv');
  const { presentInSteps } = source;
  source.presentInSteps = () => {
    source.revision++; // something is always told of a file meanwhile
    assert.ok(source.reads < 3, 'made again and again');
    return presentInSteps.call(source);
  };
  const shelf = shelfOf(source);
  const early = shelf.now();
  source.paths = ['Heat.mkv', 'Alien.mkv'];
  source.revision++;
  assert.equal((await shelf.newest()).sorted.length, 2);
  await early;
});

test('an empty list is none to go on with', async () => {
  const source = new Source();
  const shelf = shelfOf(source);
  assert.equal((await shelf.now()).sorted.length, 0);
  source.paths = ['Heat.mkv'];
  source.revision++;
  assert.equal((await shelf.now()).sorted.length, 1);
});

test('a folder that is not served has no shows', async () => {
  const shows = showsOf(await shelfOf(new Source('away/Heat.mkv', 'Alien.mkv')).now());
  assert.deepEqual(
    shows.map(({ info }) => info.title),
    ['Alien'],
  );
});

test('each video knows its show and its episode', async () => {
  const shelved = await shelfOf(
    new Source(
      'Lost S01E02.mkv',
      'Heat (1995) cd1.avi',
      'Heat (1995) cd2.avi',
      'Heat (1995)-trailer.mp4',
    ),
  ).now();
  const { byId, byVideo } = shelved;
  const [heat, lost] = showsOf(shelved);
  assert.equal(byId.get(heat?.info.id ?? ''), heat);
  for (const name of ['Heat (1995) cd1.avi', 'Heat (1995) cd2.avi', 'Heat (1995)-trailer.mp4']) {
    assert.deepEqual(byVideo.get(name), { show: heat, episode: null });
  }
  const place = byVideo.get('Lost S01E02.mkv');
  assert.equal(place?.show, lost);
  assert.deepEqual(place?.episode?.numbers, [2]);
});
