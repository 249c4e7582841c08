/** Places outlive what happens to files: better copies, other folders, shares that go and come. */

import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ok } from '@oazapfts/runtime';
import * as api from '../generated/api-client.ts';
import { at } from '../support/checked-fetch.ts';
import { type ClipName, clip } from '../support/clips.ts';
import { startServer } from '../support/server-process.ts';
import { tempDir } from '../support/temp-dir.ts';

const FILM = 'A Film (2019)/A Film (2019).mp4';
const EPISODE = 'Show/Season 01/Show S01E01 - One 720p.mp4';

const put = (name: ClipName, path: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(clip(name), path);
};

/** A server of two folders: one with a film and an episode, and an empty one. */
const serve = async (t: TestContext) => {
  const folder = tempDir(t);
  const [films, more] = [join(folder, 'films'), join(folder, 'more')];
  put('h264.mp4', join(films, FILM));
  put('short.mp4', join(films, EPISODE));
  mkdirSync(more);
  const { child, url } = await startServer(films, join(folder, 'state'), ['-t', more]);
  t.after(() => child.kill('SIGKILL'));
  const options = at(url);
  /** What there is after a look through the folders, once it is as wanted. */
  const shows = async (isIt: (shows: readonly api.Show[]) => boolean): Promise<api.Show[]> => {
    for (;;) {
      await ok(api.beginScan(options));
      const found = await ok(api.listShows({}, options));
      if (isIt(found)) return found;
    }
  };
  return { films, more, options, shows };
};

const filmOf = (shows: readonly api.Show[]): api.Movie | undefined =>
  shows.find((show): show is api.Movie => show.kind === 'movie');

const episodeOf = (shows: readonly api.Show[]): api.Episode | undefined =>
  shows.flatMap((show) => (show.kind === 'series' ? show.episodes : []))[0];

const isAll = (shows: readonly api.Show[]): boolean => shows.length === 2;

type Options = ReturnType<typeof at>;

const stopAt = (position: number, id: string, options: Options): Promise<api.Progress> =>
  ok(api.putProgress(id, { position, duration: 1000 }, {}, options));

const resumeOf = async (id: string, options: Options): Promise<number> =>
  (await ok(api.getProgress(id, {}, options))).resume;

test('a better copy of an episode goes on where the other one was', async (t) => {
  const { films, options, shows } = await serve(t);
  const old = episodeOf(await shows(isAll))?.video_id ?? '';
  await stopAt(500, old, options);
  put('h264.mkv', join(films, 'Show/Season 01/Show.S01E01.One.2160p.mkv'));
  rmSync(join(films, EPISODE));
  const all = await shows(
    (found) => episodeOf(found)?.versions[0]?.name.includes('2160p') === true,
  );
  const better = episodeOf(all)?.video_id ?? '';
  assert.equal(await resumeOf(better, options), 500);
  const { continue: begun } = await ok(api.listToContinue({}, options));
  assert.deepEqual(
    begun.map(({ video_id, resume }) => [video_id, resume]),
    [[better, 500]],
  );
});

test('a film that is moved into another folder that is served keeps its place', async (t) => {
  const { films, more, options, shows } = await serve(t);
  const id = filmOf(await shows(isAll))?.video_id ?? '';
  await stopAt(500, id, options);
  renameSync(join(films, dirname(FILM)), join(more, 'Moved (2019)'));
  renameSync(join(more, 'Moved (2019)/A Film (2019).mp4'), join(more, 'Moved (2019)/Moved.mp4'));
  const moved = filmOf(await shows((found) => filmOf(found)?.info.title === 'Moved'));
  assert.equal(moved?.video_id, id);
  assert.equal(await resumeOf(id, options), 500);
});

for (const [what, leaves] of [
  ['an empty folder', true],
  ['nothing', false],
] as const) {
  test(`a share that goes, leaving ${what}, and comes back has lost nothing`, async (t) => {
    const { films, options, shows } = await serve(t);
    const before = await shows(isAll);
    const id = filmOf(before)?.video_id ?? '';
    await stopAt(500, id, options);
    renameSync(films, `${films}.away`);
    if (leaves) mkdirSync(films);
    const { last } = await ok(api.getScan(options));
    let scan = await ok(api.beginScan(options));
    while (scan.phase === 'listing' || scan.last === last) scan = await ok(api.getScan(options));
    if (leaves) rmSync(films, { recursive: true });
    renameSync(`${films}.away`, films);
    const after = await shows((found) => isAll(found) && filmOf(found) !== undefined);
    const ids = (all: readonly api.Show[]) => all.map(({ info }) => info.id).sort();
    assert.deepEqual(ids(after), ids(before));
    assert.equal(filmOf(after)?.video_id, id);
    assert.equal(await resumeOf(id, options), 500);
    const { history } = await ok(api.listHistory({}, options));
    assert.deepEqual(
      history.map(({ video_id }) => video_id),
      [id],
    );
  });
}
