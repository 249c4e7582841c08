import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SILENT } from '../../../src/core/log.ts';
import { History } from '../../../src/history/history.ts';
import { itemOf } from '../../../src/history/items.ts';
import { HistoryStore } from '../../../src/history/store.ts';
import { WatchLists } from '../../../src/history/watch-lists.ts';
import { openDatabase } from '../../../src/library/db.ts';
import { Shelf } from '../../../src/library/shows/shelf.ts';
import { tempDir } from '../../support/temp-dir.ts';

const WHO = 'default';
const HOUR = 3_600_000;

interface Entry {
  readonly video_id: string;
  readonly resume: number;
}

const rowAt = (path: string) => ({
  ...{ videoId: path, root: 'films', path, size: 1, mtimeUs: 1, inode: path, sampledHash: '' },
  ...{ present: true, firstSeenUs: 1, lastSeenUs: 1 },
});

/** A library of these files, each known by its path, and someone who watches. */
const setUp = async (t: TestContext, paths: readonly string[]) => {
  const db = openDatabase(join(tempDir(t), 'haema.db'));
  let now = 1_800_000_000_000;
  const history = new History(new HistoryStore(db), SILENT, () => now++);
  t.after(() => {
    history.close();
    db.close();
  });
  const presentInSteps = async function* () {
    yield paths.map(rowAt);
  };
  const shelved = await new Shelf({ revision: 0, presentInSteps }, () => true).now();
  const shows = [...shelved.byId.values()];
  const lists = new WatchLists(history, {
    shelved: async () => shelved,
    show: async () => assert.fail('there is no such show'),
  });
  const idOf = (title: string) => shows.find((it) => it.info.title === title)?.info.id ?? '';
  return {
    lists,
    watch: (videoId: string, seconds: number, atMs = now++) => {
      const item = itemOf(videoId, shelved.byVideo.get(videoId) ?? null);
      const at = { positionMs: seconds * 1000, durationMs: HOUR, atMs };
      history.report({ profileId: WHO, videoId, item }, at);
    },
    toContinue: async () => {
      const entries = (await lists.toContinue(WHO, 50)).continue as Entry[];
      return entries.map(({ video_id, resume }) => [video_id, resume]);
    },
    next: async (title: string) => {
      const { video_id, ...more } = await lists.next(WHO, idOf(title));
      return 'finished' in more ? `finished, ${video_id}` : video_id;
    },
    mark: (title: string, mark: object) => lists.mark(WHO, idOf(title), mark),
    seen: async (title: string) => (await lists.seen(WHO)).get(idOf(title)),
  };
};

const END = 3599;

const episodes = (title: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${title} S01E${String(at + 1).padStart(3, '0')}.mkv`);

test('a long series that is marked hides nothing else', async (t) => {
  const [long, lost] = [episodes('Long', 600), episodes('Lost', 3)];
  const { watch, toContinue, next, mark } = await setUp(t, [...long, ...lost, 'Heat.mkv']);
  watch('Heat.mkv', 100);
  watch('Lost S01E001.mkv', END);
  await mark('Long', { watched: true });
  assert.deepEqual(await toContinue(), [
    ['Lost S01E002.mkv', 0],
    ['Heat.mkv', 100],
  ]);
  assert.equal(await next('Lost'), 'Lost S01E002.mkv');
  assert.equal(await next('Long'), 'finished, Long S01E001.mkv');
});

test('a trailer does not stand for its show', async (t) => {
  const trailers = ['Heat (1995)/Heat (1995)-trailer.mkv', 'Lost/Trailers/Lost.mkv'];
  const files = ['Heat (1995)/Heat (1995).mkv', 'Lost/Lost S01E01.mkv', 'Lost/Lost S01E02.mkv'];
  const { watch, toContinue, next } = await setUp(t, [...trailers, ...files]);
  for (const trailer of trailers) watch(trailer, 100);
  assert.deepEqual(await toContinue(), [], 'nobody began them');
  assert.equal(await next('Lost'), 'Lost/Lost S01E01.mkv');
  watch('Heat (1995)/Heat (1995).mkv', 200);
  watch('Lost/Lost S01E01.mkv', END);
  for (const trailer of trailers) watch(trailer, END);
  assert.deepEqual(await toContinue(), [
    ['Lost/Lost S01E02.mkv', 0],
    ['Heat (1995)/Heat (1995).mkv', 200],
  ]);
});

test('after a special the series goes on where it was', async (t) => {
  const files = ['Lost S00E01.mkv', ...episodes('Lost', 3)];
  const { watch, toContinue, next } = await setUp(t, files);
  watch('Lost S01E001.mkv', END);
  watch('Lost S00E01.mkv', 100);
  assert.deepEqual(await toContinue(), [['Lost S00E01.mkv', 100]]);
  watch('Lost S00E01.mkv', END);
  assert.deepEqual(await toContinue(), [['Lost S01E002.mkv', 0]]);
  assert.equal(await next('Lost'), 'Lost S01E002.mkv');
});

test('a series of specials alone goes on with the next one', async (t) => {
  const { watch, next } = await setUp(t, ['Lost S00E01.mkv', 'Lost S00E02.mkv']);
  watch('Lost S00E01.mkv', END);
  assert.equal(await next('Lost'), 'Lost S00E02.mkv');
});

test('an episode that was hardly begun comes again', async (t) => {
  const { watch, toContinue, mark } = await setUp(t, episodes('Lost', 5));
  watch('Lost S01E001.mkv', END);
  watch('Lost S01E002.mkv', 5);
  assert.deepEqual(await toContinue(), [['Lost S01E002.mkv', 0]]);
  watch('Lost S01E002.mkv', END);
  watch('Lost S01E004.mkv', 300);
  await mark('Lost', { watched: false, videoId: 'Lost S01E004.mkv' });
  assert.deepEqual(await toContinue(), [['Lost S01E003.mkv', 0]], 'as if never watched');
});

test('a film that somebody only looked into is not begun', async (t) => {
  const { watch, toContinue, next } = await setUp(t, ['Heat.mkv']);
  watch('Heat.mkv', 5);
  assert.deepEqual(await toContinue(), []);
  assert.equal(await next('Heat'), 'Heat.mkv');
  watch('Heat.mkv', END);
  assert.equal(await next('Heat'), 'finished, Heat.mkv');
});

test('a film in parts goes on with the next part', async (t) => {
  const { watch, toContinue, next } = await setUp(t, ['Heat cd1.avi', 'Heat cd2.avi']);
  watch('Heat cd1.avi', END);
  assert.deepEqual(await toContinue(), [['Heat cd2.avi', 0]]);
  watch('Heat cd2.avi', 5);
  assert.deepEqual(await toContinue(), [['Heat cd2.avi', 0]]);
  watch('Heat cd2.avi', 700);
  assert.deepEqual(await toContinue(), [['Heat cd2.avi', 700]]);
  assert.equal(await next('Heat'), 'Heat cd2.avi');
  watch('Heat cd2.avi', END);
  assert.deepEqual(await toContinue(), []);
  assert.equal(await next('Heat'), 'finished, Heat cd1.avi');
});

test('a film is marked and taken out by any of its versions', async (t) => {
  const [best, other] = ['Heat (1995) 1080p.mkv', 'Heat (1995) 720p.mkv'];
  const { watch, toContinue, next, mark } = await setUp(t, [best, other]);
  watch(other, 300);
  assert.deepEqual(await toContinue(), [[best, 300]]);
  await mark('Heat', {});
  assert.deepEqual(await toContinue(), []);
  watch(other, 400);
  await mark('Heat', { videoId: other, watched: true });
  assert.deepEqual(await toContinue(), []);
  assert.equal(await next('Heat'), `finished, ${best}`);
});

test('pages of the past are full, and what is gone is in none', async (t) => {
  const { watch, lists } = await setUp(t, episodes('Lost', 5));
  for (const name of episodes('Lost', 5)) watch(name, END);
  for (let at = 0; at < 5; at++) watch(`Gone ${at}.mkv`, END);
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const { history, next } = await lists.watched(WHO, 2, cursor);
    pages.push((history as Entry[]).map(({ video_id }) => video_id));
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  assert.deepEqual(pages.flat(), episodes('Lost', 5).reverse());
  assert.deepEqual(
    pages.map(({ length }) => length),
    [2, 2, 1],
  );
});

test('what was watched at the same time is in one page only', async (t) => {
  const { watch, lists } = await setUp(t, episodes('Lost', 5));
  for (const name of episodes('Lost', 5)) watch(name, END, 1);
  const { history, next } = await lists.watched(WHO, 3);
  const more = await lists.watched(WHO, 3, next ?? '');
  const all = [...history, ...more.history] as Entry[];
  assert.equal(new Set(all.map(({ video_id }) => video_id)).size, 5);
});

test('how much of a show was seen: episodes on the way, and all parts of a film', async (t) => {
  const parts = ['Ran/Ran cd1.mkv', 'Ran/Ran cd2.mkv'];
  const paths = [...episodes('Lost', 3), 'Lost S00E01.mkv', ...parts, 'Alien.mkv'];
  const { seen, watch, mark } = await setUp(t, paths);
  assert.equal(await seen('Lost'), undefined);
  watch('Lost S01E002.mkv', END);
  watch('Lost S00E01.mkv', END);
  watch('Ran/Ran cd1.mkv', END);
  watch('Alien.mkv', 100);
  assert.deepEqual(await seen('Lost'), { seen: 1, of: 3 });
  assert.deepEqual(await seen('Ran'), { seen: 0, of: 1 });
  assert.deepEqual(await seen('Alien'), { seen: 0, of: 1 });
  watch('Ran/Ran cd2.mkv', END);
  assert.deepEqual(await seen('Ran'), { seen: 1, of: 1 });
  await mark('Lost', { watched: true });
  assert.deepEqual(await seen('Lost'), { seen: 3, of: 3 });
  await mark('Lost', { watched: false });
  assert.deepEqual(await seen('Lost'), { seen: 0, of: 3 });
});
