import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { ok } from '@oazapfts/runtime';
import type { ShowJson } from '../../src/stream/show-json.ts';
import * as api from '../generated/api-client.ts';
import { json, listed, serveFolder } from '../support/app.ts';
import { at } from '../support/checked-fetch.ts';
import { clip } from '../support/clips.ts';

const FILES = [
  'Movies/The Matrix (1999)/The Matrix (1999) - 1080p.mkv',
  'Movies/The Matrix (1999)/The Matrix (1999) - 720p.mkv',
  'Movies/The Matrix (1999)/Trailers/Teaser.mp4',
  'Movies/Alien.1979.Directors.Cut.mkv',
  'Series/Firefly/Season 1/S01E02 - The Train Job.mkv',
  'Series/Firefly/Season 1/S01E01 - Serenity.mkv',
];

/** A server of files with these names and nothing in them: it is the names that count. */
const serving = async (t: TestContext): Promise<string> => {
  const fill = (media: string): void => {
    for (const name of FILES) {
      mkdirSync(dirname(join(media, name)), { recursive: true });
      writeFileSync(join(media, name), name);
    }
  };
  const { url } = await serveFolder(t, fill, { cache: 'false' });
  await listed(url, FILES.length - 1); // an extra is no version of anything
  return url;
};

test('a folder becomes films with versions and series with episodes', async (t) => {
  const url = await serving(t);
  const shows = await ok(api.listShows({}, at(url)));
  const titles = shows.map(({ kind, info }) => `${kind} ${info.title} ${info.year}`);
  assert.deepEqual(titles, ['movie Alien 1979', 'series Firefly null', 'movie The Matrix 1999']);
  const [alien, firefly, matrix] = shows;
  assert.ok(alien?.kind === 'movie' && firefly?.kind === 'series' && matrix?.kind === 'movie');
  assert.equal(alien.versions[0]?.label, "Director's Cut");
  assert.deepEqual(
    matrix.versions.map(({ label }) => label),
    ['1080p', '720p'],
  );
  assert.equal(matrix.video_id, matrix.versions[0]?.video_id);
  assert.deepEqual(
    matrix.extras.map(({ kind, title }) => [kind, title]),
    [['trailer', 'Teaser']],
  );
  assert.deepEqual(
    firefly.episodes.map(({ index, season, numbers, title }) => [index, season, numbers, title]),
    [
      [0, 1, [1], 'Serenity'],
      [1, 1, [2], 'The Train Job'],
    ],
  );
  assert.deepEqual(await ok(api.getShow(firefly.info.id, at(url))), firefly);
  const body = JSON.stringify(shows);
  assert.ok(!body.includes('Season 1/') && !body.includes('media/'), 'no paths');
});

test('a show that is not there is a 404, what is no id a 400', async (t) => {
  const url = await serving(t);
  assert.equal((await fetch(`${url}/api/v1/shows/aaaaaaaaaaaaaaaa`)).status, 404);
  assert.equal((await fetch(`${url}/api/v1/shows/..%2f`)).status, 400);
});

test('each disc is one film; what cannot be played is refused in words', async (t) => {
  const fill = (media: string): void => {
    const names = ['Heat/VIDEO_TS/VTS_01_1.VOB', 'Heat/VIDEO_TS/VTS_01_2.VOB', 'Alien.1979.iso'];
    for (const name of [...names, 'Up/BDMV/STREAM/00000.m2ts']) {
      mkdirSync(dirname(join(media, name)), { recursive: true });
      writeFileSync(join(media, name), name);
    }
    copyFileSync(clip('h264.ts'), join(media, 'Up/BDMV/STREAM/00800.m2ts'));
  };
  const { url } = await serveFolder(t, fill, { cache: 'false' });
  await listed(url, 3);
  const shows = (await json(`${url}/api/v1/shows`)) as (ShowJson & { video_id: string })[];
  assert.deepEqual(
    shows.map(({ info }) => info.title),
    ['Alien', 'Heat', 'Up'],
  );
  const answers = await Promise.all(
    shows.map(({ video_id }) => fetch(`${url}/api/v1/video/${video_id}/master.m3u8`)),
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    [422, 422, 200],
  );
  const { code, detail } = (await (answers[0] ?? assert.fail()).json()) as {
    code: string;
    detail: string;
  };
  assert.deepEqual([code, /ISO/.test(detail)], ['media_invalid', true]);
});
