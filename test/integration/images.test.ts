import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { createEngine } from '../../src/engine/engine.ts';
import type { Engine } from '../../src/engine/types.ts';
import type { ShowJson } from '../../src/stream/show-json.ts';
import type { Card } from '../generated/api-client.ts';
import { json, listed, serveFolder } from '../support/app.ts';
import { clip, FOLDER, makeClip } from '../support/clips.ts';
import { jpegSize, lumaOf, type Size } from '../support/jpeg.ts';

/** Of the engine in this process, and how often it was asked for a picture. */
const counting = (): { readonly engine: Engine; readonly made: () => number } => {
  const engine = createEngine();
  let count = 0;
  const picture: Engine['picture'] = (...args) => {
    count++;
    return engine.picture(...args);
  };
  return { engine: { ...engine, picture }, made: () => count };
};

const serving = async (t: TestContext) => {
  const { engine, made } = counting();
  const fill = (films: string): void => {
    copyFileSync(clip('numbered.mp4'), join(films, 'Film.mp4'));
    copyFileSync(clip('audio-only.m4a'), join(films, 'Song.m4a'));
    writeFileSync(join(films, 'Text.mp4'), 'this is no film');
    mkdirSync(join(films, 'Show'));
    copyFileSync(clip('rotated.mp4'), join(films, 'Show', 'S01E01.mp4'));
  };
  const { url } = await serveFolder(t, fill, {}, engine);
  return { url, made, ids: await listed(url, 4) };
};

const picture = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers });
  return { response, body: Buffer.from(await response.arrayBuffer()) };
};

test('pictures of films in the asked width, each made once', async (t) => {
  const { url, made, ids } = await serving(t);
  const image = `${url}/api/v1/image/${ids['Film']}`;
  const many = await Promise.all(Array.from({ length: 5 }, () => picture(`${image}/thumbnail`)));
  const [first] = many;
  assert.equal(made(), 1);
  assert.equal(first?.response.status, 200);
  assert.equal(first.response.headers.get('content-type'), 'image/jpeg');
  assert.deepEqual(jpegSize(first.body), { width: 320, height: 180 }); // never enlarged
  for (const { body } of many) assert.deepEqual(body, first.body);
  const etag = first.response.headers.get('etag') ?? '';
  const again = await picture(`${image}/thumbnail`, { 'If-None-Match': etag });
  assert.equal(again.response.status, 304);
  assert.equal(made(), 1);
  const sizeOf = async (target: string) => jpegSize((await picture(`${image}/${target}`)).body);
  assert.deepEqual(await sizeOf('thumbnail?w=100'), { width: 160, height: 90 });
  assert.deepEqual(await sizeOf('banner?w=160'), { width: 160, height: 64 });
  assert.deepEqual(await sizeOf('poster'), { width: 120, height: 180 });
  assert.equal(made(), 4);
  await sizeOf('thumbnail?w=160');
  assert.equal(made(), 4); // widths are rounded up to a few
  const luma = lumaOf(first.body);
  assert.ok(luma.some((light) => light < 8) && luma.some((light) => light > 247), 'full range');
});

test('shows and episodes have the pictures of their videos', async (t) => {
  const { url } = await serving(t);
  const shows = (await json(`${url}/api/v1/shows`)) as ShowJson[];
  const series = shows.find(({ kind }) => kind === 'series');
  assert.ok(series?.kind === 'series');
  const [episode] = series.episodes;
  const addresses = [series.info.thumbnail, series.info.poster, episode?.thumbnail];
  const sizes: Size[] = [];
  for (const address of addresses) {
    const { response, body } = await picture(`${url}${address}?w=160`);
    assert.equal(response.status, 200);
    sizes.push(jpegSize(body));
  }
  const upright = { width: 160, height: 284 };
  assert.deepEqual(sizes, [upright, { width: 160, height: 240 }, upright]);
});

test('there is no picture of sound, of what is no film, and of nothing', async (t) => {
  const { url, ids } = await serving(t);
  const refusal = async (id: string | undefined): Promise<string> => {
    const response = await fetch(`${url}/api/v1/image/${id}/thumbnail`);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    const { code } = (await response.json()) as { code: string };
    return `${response.status} ${code}`;
  };
  assert.equal(await refusal(ids['Song']), '404 not_found');
  assert.equal(await refusal(ids['Text']), '422 media_invalid');
  assert.equal(await refusal('aaaaaaaaaaaaaaaa'), '404 not_found');
});

/** 400 by 600 pixels of nothing but this light. */
const plainPoster = (light: number): string => {
  const shade = light.toString(16).padStart(2, '0').repeat(3);
  const args = ['-f', 'lavfi', '-i', `color=c=0x${shade}:s=400x600`, '-frames:v', '1'];
  return makeClip(FOLDER, 'poster.jpg', args);
};

test('pictures that lie beside films and seasons go first, in the asked width', async (t) => {
  const fill = (films: string): void => {
    for (const folder of ['Film (2001)', 'Show']) mkdirSync(join(films, folder));
    copyFileSync(clip('numbered.mp4'), join(films, 'Film (2001)', 'Film.mp4'));
    copyFileSync(plainPoster(200), join(films, 'Film (2001)', 'poster.jpg'));
    copyFileSync(clip('numbered.mp4'), join(films, 'Show', 'S01E01.mp4'));
    copyFileSync(plainPoster(100), join(films, 'Show', 'season01-poster.jpg'));
    writeFileSync(join(films, 'Show', 'poster.jpg'), 'this is no picture');
  };
  const { url } = await serveFolder(t, fill);
  const ids = await listed(url, 2);
  const shows = (await json(`${url}/api/v1/shows`)) as ShowJson[];
  const [film, series] = shows.map(({ info }) => `${url}${info.poster}?w=160`);
  const lightOf = async (address: string): Promise<number | null> => {
    const { body } = await picture(address);
    assert.deepEqual(jpegSize(body), { width: 160, height: 240 });
    const luma = lumaOf(body);
    const [least, most] = [Math.min(...luma), Math.max(...luma)];
    return most - least < 4 ? Math.round((least + most) / 2) : null;
  };
  const isAbout = (light: number | null, wanted: number): boolean =>
    light !== null && Math.abs(light - wanted) < 4;
  assert.ok(isAbout(await lightOf(`${url}/api/v1/image/${ids['Film']}/poster?w=160`), 200));
  assert.ok(isAbout(await lightOf(film ?? ''), 200)); // made already, for the video
  assert.ok(isAbout(await lightOf(`${series}&season=1`), 100));
  const { response, body } = await picture(`${series}`);
  assert.equal(response.status, 200); // of the first episode
  const luma = lumaOf(body);
  assert.ok(luma.some((light) => light < 8) && luma.some((light) => light > 247));
  assert.equal((await picture(`${series}&season=2`)).response.status, 404);
  const { cards } = (await json(`${url}/api/v1/cards?kind=movie`)) as { cards: Card[] };
  assert.match(cards[0]?.colour ?? '', /^#(c[6-9a])\1\1$/); // 200 of 255
});

test('what is only heard shows its cover, which is the poster of a film', async (t) => {
  const cover = ['-i', plainPoster(200), '-map', '0', '-map', '1', '-c', 'copy'];
  const attached = (name: string, from: string, stream: string): string =>
    makeClip(FOLDER, name, ['-i', from, ...cover, `-disposition:v:${stream}`, 'attached_pic']);
  const { url } = await serveFolder(t, (films) => {
    copyFileSync(attached('song.m4a', clip('audio-only.m4a'), '0'), join(films, 'Song.m4a'));
    copyFileSync(attached('film.mp4', clip('numbered.mp4'), '1'), join(films, 'Film.mp4'));
  });
  const ids = await listed(url, 2);
  const sizeOf = async (name: string, kind: string): Promise<Size> =>
    jpegSize((await picture(`${url}/api/v1/image/${ids[name]}/${kind}`)).body);
  const whole = { width: 320, height: 480 };
  assert.deepEqual(await sizeOf('Song', 'poster'), whole);
  assert.deepEqual(await sizeOf('Song', 'thumbnail'), { width: 400, height: 600 });
  assert.deepEqual(await sizeOf('Film', 'poster'), whole);
  assert.deepEqual(await sizeOf('Film', 'thumbnail'), { width: 320, height: 180 });
  const { body } = await picture(`${url}/api/v1/image/${ids['Film']}/poster`);
  for (const value of lumaOf(body)) assert.ok(Math.abs(value - 200) < 3);
});
