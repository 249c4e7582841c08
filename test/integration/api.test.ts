/** Every operation of the API's document, by the client that is generated of it. */

import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ok } from '@oazapfts/runtime';
import * as api from '../generated/api-client.ts';
import { apiDocument } from '../support/api-document.ts';
import { listed, serveFolder } from '../support/app.ts';
import { answered, at, checkedFetch } from '../support/checked-fetch.ts';
import { clip } from '../support/clips.ts';
import { kept, subtitled } from '../support/subtitles.ts';

const FILES = ['A Film (2019).mkv', 'Show/Season 01/Show S01E01 - One.mkv'];

/** What is attached is no font: nobody looks into it here. */
const withFont = (): string => {
  const attached = ['-attach', kept('A.ttf', 'a font'), '-metadata:s:t', 'mimetype=font/ttf'];
  return subtitled('with-font.mkv', ...attached, '-metadata:s:t', 'filename=A.ttf');
};

type Options = ReturnType<typeof at>;

const lookAround = async (options: Options): Promise<{ film: api.Movie; series: api.Series }> => {
  const [film, series] = await ok(api.listShows({}, options));
  assert.ok(film?.kind === 'movie' && series?.kind === 'series');
  // What else is told of them comes to light in the background.
  assert.deepEqual((await ok(api.getShow(film.info.id, options))).info, film.info);
  const found = await ok(api.listShows({ search: 'show', limit: 1 }, options));
  assert.deepEqual(
    found.map(({ info }) => info),
    [series.info],
  );
  const { total, cards } = await ok(api.listCards({ sort: 'added', unwatched: 'true' }, options));
  assert.deepEqual([total, cards.map(({ id }) => id).sort()], [2, [film, series].map(idOf).sort()]);
  return { film, series };
};

const idOf = ({ info }: api.Show): string => info.id;

const play = async (url: string, videoId: string, options: Options): Promise<void> => {
  const early = await api.getVideo(videoId, { known: 'true' }, options);
  assert.ok(early.status === 503);
  assert.equal(early.data.code, 'not_ready');
  const video = await ok(api.getVideo(videoId, {}, options));
  const isKnown = async () =>
    (await api.getVideo(videoId, { known: 'true' }, options)).status === 200;
  while (!(await isKnown())) await ok(api.getHealth(options));
  const master = await ok(api.getMasterPlaylist(videoId, { container: 'fmp4' }, options));
  assert.match(master, /^#EXTM3U/);
  const name = video.renditions.at(-1)?.name ?? '';
  const playlist = await ok(api.getMediaPlaylist(videoId, name, {}, options));
  const segment = /^0\.ts\?v=.*$/m.exec(playlist)?.[0];
  const folder = `${url}/api/v1/video/${videoId}`;
  for (const init of [{}, { headers: { Range: 'bytes=0-9' } }, { method: 'HEAD' }]) {
    await checkedFetch(`${folder}/${name}/${segment}`, init);
    await checkedFetch(`${folder}/original`, init);
  }
  await checkedFetch(`${folder}/${name}/init.mp4?container=fmp4`);
  assert.match(await ok(api.getTilePlaylist(videoId, options)), /^#EXTM3U/);
  const sheet = /^0\.jpg\?v=.*(?=#)/m.exec(await ok(api.getTileTrack(videoId, options)))?.[0];
  await checkedFetch(`${folder}/trickplay/${sheet}`);
  assert.match(await ok(api.getOriginalPlaylist(videoId, options)), /^#EXTM3U/);
  await read(video, folder, options);
};

const read = async (video: api.Video, folder: string, options: Options): Promise<void> => {
  const { track = '', vtt } = video.subtitle_tracks[0] ?? {};
  const playlist = await ok(api.getSubtitlePlaylist(video.video_id, track, {}, options));
  const segment = /^0\.vtt\?v=.*$/m.exec(playlist)?.[0];
  await checkedFetch(`${folder}/subtitle/${track}/${segment}`);
  assert.match(await ok(api.getSubtitles(video.video_id, `${track}.vtt`, options)), /^WEBVTT/);
  await checkedFetch(new URL(vtt ?? '', folder));
  const [font] = video.fonts;
  assert.equal(font?.name, 'A.ttf');
  await checkedFetch(new URL(font?.address ?? '', folder));
};

const watch = async (film: api.Movie, series: api.Series, options: Options): Promise<void> => {
  const [episode] = series.episodes;
  const report = { position: 50, duration: 100, at: new Date().toISOString() };
  const told = await ok(api.putProgress(film.video_id, report, {}, options));
  assert.deepEqual(await ok(api.getProgress(film.video_id, {}, options)), told);
  await ok(api.postProgress(episode?.video_id ?? '', report, {}, options));
  const { continue: begun } = await ok(api.listToContinue({}, options));
  assert.equal(begun.length, 2);
  const { history, next } = await ok(api.listHistory({ limit: 1 }, options));
  assert.equal(history.length, 1);
  await ok(api.listHistory({ ...(next !== null && { cursor: next }) }, options));
  await ok(api.markShow(series.info.id, { watched: true }, {}, options));
  assert.equal((await ok(api.getNext(series.info.id, {}, options))).finished, true);
  const { progress } = await ok(api.getShowProgress(series.info.id, {}, options));
  assert.equal(progress[0]?.watched, true);
  await ok(api.deleteProgress(film.video_id, {}, options));
};

const beSomebody = async (options: Options): Promise<void> => {
  const { profile_id: id } = await ok(api.addProfile({ name: 'Ada' }, options));
  await ok(api.renameProfile(id, { name: 'Grace' }, options));
  assert.equal((await ok(api.getProfile(id, options))).name, 'Grace');
  const { profiles } = await ok(api.listProfiles(options));
  assert.equal(profiles.length, 2);
  await ok(api.removeProfile(id, options));
};

test('every operation answers as the document says', async (t) => {
  const fill = (folder: string): void => {
    for (const name of FILES) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      const hasText = name.startsWith('A Film');
      copyFileSync(hasText ? withFont() : clip('h264.mkv'), join(folder, name));
    }
  };
  const { url } = await serveFolder(t, fill, { cache: 'false' });
  await listed(url, FILES.length);
  const options = at(url);
  const { film, series } = await lookAround(options);
  await play(url, film.video_id, options);
  await watch(film, series, options);
  await beSomebody(options);
  for (const kind of ['thumbnail', 'banner', 'poster'] as const) {
    await checkedFetch(`${url}/api/v1/image/${film.info.id}/${kind}?w=160`);
  }
  await ok(api.beginScan(options));
  await ok(api.getScan(options));
  await checkedFetch(`${url}/api/v1/events`, { method: 'HEAD' }); // its body has no end
  await ok(api.getEngine(options));
  await ok(api.getMetrics(options));
  await ok(api.getHealth(options));
  await ok(api.getReadiness(options));
  await ok(api.getApiPage(options));
  assert.equal((await ok(api.getOpenApi(options))).openapi, apiDocument.openapi);
  const all = Object.values(apiDocument.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  assert.deepEqual(
    all.filter((id) => !answered.has(id)),
    [],
    'were not tried',
  );
});

test('failures are as the document says', async (t) => {
  const { url } = await serveFolder(t, () => {}, { cache: 'false' });
  const options = at(url);
  const none = 'aaaaaaaaaaaaaaaa';
  const answer = await api.getShow(none, options);
  assert.ok(answer.status === 404);
  assert.equal(answer.data.code, 'not_found');
  assert.equal((await api.getVideo('nobody', {}, options)).status, 400);
  assert.equal((await api.putProgress(none, { position: 1 }, {}, options)).status, 404);
  assert.equal((await api.getNext(none, { profile: 'nobody' }, options)).status, 404);
  assert.equal((await api.listShows({ limit: 0 }, options)).status, 400);
  const elsewhere = { ...options, headers: { Origin: 'http://elsewhere' } };
  assert.equal((await api.beginScan(elsewhere)).status, 403);
});
