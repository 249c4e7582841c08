/** What to watch next, through the real server: a series, a film, and what is marked by hand. */

import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ok } from '@oazapfts/runtime';
import * as api from '../generated/api-client.ts';
import { serveFolder } from '../support/app.ts';
import { at } from '../support/checked-fetch.ts';
import { clip } from '../support/clips.ts';

const FILES = [
  'A Film (2019)/A Film (2019) 1080p.mkv',
  'Show/Season 00/Show S00E01 - Special.mkv',
  'Show/Season 01/Show S01E01 - One.mkv',
  'Show/Season 01/Show S01E02 - Two.mkv',
  'Show/Season 02/Show S02E01 - Three.mkv',
];

const serve = async (t: TestContext) => {
  const fill = (folder: string): void => {
    for (const name of FILES) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      copyFileSync(clip('short.mp4'), join(folder, name));
    }
  };
  const { films, url } = await serveFolder(t, fill, { cache: 'false' });
  const options = at(url);
  return { films, options, ...(await listed(options)) };
};

type Options = ReturnType<typeof at>;

const listed = async (options: Options): Promise<{ film: api.Movie; show: api.Series }> => {
  for (;;) {
    const shows = await ok(api.listShows({}, options));
    const film = shows.find(({ kind }) => kind === 'movie');
    const show = shows.find(({ kind }) => kind === 'series');
    if (film?.kind !== 'movie' || show?.kind !== 'series') continue;
    if (show.episodes.length === 4) return { film, show };
  }
};

/** A server, and what a viewer does with it. */
const viewer = async (t: TestContext) => {
  const { options, film, show } = await serve(t);
  let now = 0;
  /** Later than what was reported or marked before. */
  const later = (): string => {
    now = Math.max(now, Date.now()) + 1;
    return new Date(now).toISOString();
  };
  return {
    options,
    film,
    show,
    watch: (id: string, position: number) =>
      ok(api.putProgress(id, { position, duration: 1000, at: later() }, {}, options)),
    toContinue: async () => {
      const { continue: entries } = await ok(api.listToContinue({}, options));
      return entries.map(({ title, episode, resume }) => [title, episode?.title ?? null, resume]);
    },
    next: () => ok(api.getNext(show.info.id, {}, options)),
    mark: (mark: Parameters<typeof api.markShow>[1]) =>
      ok(api.markShow(show.info.id, mark, {}, options)),
  };
};

test('a film is continued, a series goes on with its next episode', async (t) => {
  const { options, film, show, watch, toContinue, next } = await viewer(t);
  const [one = ''] = show.episodes.map(({ video_id }) => video_id);
  assert.deepEqual(
    show.episodes.map(({ title }) => title),
    ['One', 'Two', 'Three', 'Special'],
  );
  assert.equal((await next()).episode?.title, 'One');
  assert.deepEqual(await toContinue(), []);
  await watch(film.video_id, 500);
  await watch(one, 400);
  const begun = [
    ['Show', 'One', 400],
    ['A Film', null, 500],
  ];
  assert.deepEqual(await toContinue(), begun);
  await watch(one, 950);
  assert.deepEqual(await toContinue(), [['Show', 'Two', 0], begun[1]]);
  const page = (cursor: string | null) =>
    ok(api.listHistory({ limit: 1, ...(cursor !== null && { cursor }) }, options));
  const { history, next: cursor } = await page(null);
  assert.deepEqual(
    history.map(({ title, episode }) => [title, episode?.title]),
    [['Show', 'One']],
  );
  const last = await page(cursor);
  assert.deepEqual([last.history[0]?.title, last.next], ['A Film', null]);
});

test('what is marked by hand is as if it had been seen', async (t) => {
  const { show, watch, toContinue, next, mark } = await viewer(t);
  const [, two = '', , special = ''] = show.episodes.map(({ video_id }) => video_id);
  await mark({ watched: true, season: 2 });
  await watch(two, 990);
  assert.deepEqual(await toContinue(), [], 'all that comes is seen, but a special');
  assert.equal((await next()).finished, true);
  await watch(special, 100);
  assert.deepEqual(await toContinue(), [['Show', 'Special', 100]]);
  await mark({});
  assert.deepEqual(await toContinue(), [], 'taken out');
  const { progress } = await mark({ watched: false });
  assert.deepEqual(
    progress.map(({ watched }) => watched),
    [false, false, false, false],
  );
});

test('a better copy under another name, after a rename, keeps the place', async (t) => {
  const { films, options, film } = await serve(t);
  const stopped = { position: 500, duration: 1000 };
  await ok(api.putProgress(film.video_id, stopped, {}, options));
  const folder = join(films, 'A Film (2019)');
  const title = async (name: string): Promise<api.Movie> => {
    for (;;) {
      await ok(api.beginScan(options));
      const shows = await ok(api.listShows({}, options));
      const found = shows.find(({ info }) => info.title === name);
      if (found?.kind === 'movie') return found;
    }
  };
  renameSync(join(folder, 'A Film (2019) 1080p.mkv'), join(folder, 'Another Name (2020).mkv'));
  renameSync(folder, join(films, 'Another Name (2020)'));
  const renamed = await title('Another Name');
  assert.equal(renamed.video_id, film.video_id);
  copyFileSync(clip('h264.mkv'), join(films, 'Another Name (2020)', 'Another.Name.2020.2160p.mkv'));
  for (;;) {
    const { video_id } = await title('Another Name');
    if (video_id === film.video_id) continue;
    const { resume } = await ok(api.getProgress(video_id, {}, options));
    assert.equal(resume, 500);
    return;
  }
});
