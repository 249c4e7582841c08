/** The plain pages of the whole server, with file names that somebody means ill with. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ShowJson } from '../../src/stream/show-json.ts';
import { json, listed, serveFolder } from '../support/app.ts';
import { clip } from '../support/clips.ts';

const EPISODE = '<img src=x onerror=alert(1)> & "more"';

const fill = (films: string): void => {
  copyFileSync(clip('h264.mp4'), join(films, `<b>"A & B'.mp4`));
  writeFileSync(join(films, `<b>"A & B'.ko.srt`), '1\n00:00:01,000 --> 00:00:02,000\n안녕\n');
  mkdirSync(join(films, 'Show/Season 1'), { recursive: true });
  for (const number of [1, 2, 3]) {
    const name = `S01E0${number} - ${number === 1 ? EPISODE : `Part ${number}`}.mkv`;
    copyFileSync(clip('vp9-opus.webm'), join(films, 'Show/Season 1', name));
  }
  writeFileSync(join(films, 'Bad.mkv'), 'no video');
};

const get = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers });
  return { response, status: response.status, text: await response.text() };
};

/** The id of the one that is no video. */
const badShow = async (url: string): Promise<string> => {
  const found = (await json(`${url}/api/v1/cards?search=bad`)) as {
    readonly cards: readonly { readonly id: string }[];
  };
  return found.cards[0]?.id ?? assert.fail();
};

const linksIn = (text: string): string[] =>
  [...text.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, it = '']) => it.replaceAll('&amp;', '&'));

test('every page has its links, and nothing that a name brings with it', async (t) => {
  const { url } = await serveFolder(t, fill, { cache: 'false' });
  await listed(url, 5);
  const bad = `/lite/${await badShow(url)}`;
  const seen = new Set<string>();
  const queue = ['/lite', '/lite?search=zzzz', '/lite?search=%22%3E%3Cscript%3E'];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const { response, status, text } = await get(url + path);
    assert.equal(status, path === bad ? 422 : 200, path);
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.doesNotMatch(text, /<script|<img|<b>"A|undefined|\[object/);
    for (const link of linksIn(text)) {
      const [address = ''] = link.split('#');
      if (address.startsWith('/lite') && !seen.has(address)) queue.push(address);
      seen.add(address);
    }
  }
  for (const kind of ['/original', 'master.m3u8', '.vtt', '.css', 'original.m3u']) {
    const address = [...seen].find((it) => it.endsWith(kind)) ?? assert.fail(kind);
    assert.equal((await get(url + address)).status, 200, address);
  }
  const { text } = await get(`${url}/lite`, { 'Accept-Language': 'ko' });
  assert.match(text, /<html lang="ko">/);
  assert.match(text, /시리즈/);
});

test('the focus is on the episode that comes next, also where one was passed over', async (t) => {
  const { url } = await serveFolder(t, fill, { cache: 'false' });
  const ids = await listed(url, 5);
  const shows = (await json(`${url}/api/v1/shows?kind=series`)) as readonly ShowJson[];
  const nextOf = async (): Promise<string | undefined> => {
    const { text } = await get(`${url}/lite/${shows[0]?.info.id}`);
    return /<a href="[^"]*\/(\w+)" autofocus/.exec(text)?.[1];
  };
  assert.equal(await nextOf(), ids[`S01E01 - ${EPISODE}`]);
  const body = JSON.stringify({ position: 100, duration: 100 });
  const second = ids['S01E02 - Part 2'];
  await fetch(`${url}/api/v1/video/${second}/progress`, { method: 'PUT', body });
  assert.equal(await nextOf(), ids['S01E03 - Part 3']);
});

test('what fails is told in words, with its status', async (t) => {
  const { url } = await serveFolder(t, fill, { cache: 'false' });
  const ids = await listed(url, 5);
  const bad = await get(`${url}/lite/${'a'.repeat(16)}`);
  assert.deepEqual([bad.status, bad.text.includes('no such show')], [404, true]);
  const id = await badShow(url);
  const { status, text, response } = await get(`${url}/lite/${id}`);
  assert.equal(status, 422);
  assert.match(text, /<h1>That did not work<\/h1>/);
  assert.match(response.headers.get('content-security-policy') ?? '', /form-action 'self'/);
  assert.equal((await get(`${url}/lite/${id}/${ids['S01E02 - Part 2']}`)).status, 404);
  assert.equal((await get(`${url}/lite?page=0`)).status, 400);
});
