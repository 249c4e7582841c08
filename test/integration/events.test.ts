/** A library that changes while it is served: what somebody sees who does nothing. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { ShowJson } from '../../src/stream/show-json.ts';
import { json, listed, serveFolder } from '../support/app.ts';
import { clip } from '../support/clips.ts';
import { until } from '../support/title.ts';

interface Heard {
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server says
  readonly data: any;
}

/** All that is heard from now on. */
const listen = async (t: TestContext, url: string) => {
  const leave = new AbortController();
  t.after(() => leave.abort());
  const response = await fetch(`${url}/api/v1/events`, { signal: leave.signal });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  const heard: Heard[] = [];
  const state = { isOver: false, heard };
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of response.body ?? assert.fail()) {
      text += Buffer.from(chunk).toString();
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const event = /^event: (.*)$/m.exec(part)?.[1];
        const data = /^data: (.*)$/m.exec(part)?.[1];
        if (event !== undefined) heard.push({ event, data: JSON.parse(data ?? '') });
      }
    }
  };
  void read().then(
    () => {
      state.isOver = true;
    },
    () => undefined,
  );
  return state;
};

const shows = async (url: string): Promise<ShowJson[]> =>
  (await json(`${url}/api/v1/shows`)) as ShowJson[];

test('what is copied in, and what goes, is told by itself', async (t) => {
  const fill = (films: string): void => copyFileSync(clip('h264.mp4'), join(films, 'Alien.mp4'));
  const { url, films, app } = await serveFolder(t, fill, { cache: 'false' });
  await listed(url, 1);
  const state = await listen(t, url);
  const { heard } = state;
  const told = (of: string) =>
    heard.filter(({ event }) => event === 'library').flatMap(({ data }) => data[of] as string[]);
  mkdirSync(join(films, 'new'));
  copyFileSync(clip('h264.ts'), join(films, 'new/Solaris.1972.ts'));
  await until(() => told('added').length > 0);
  const solaris = (await shows(url)).find(({ info }) => info.title === 'Solaris');
  assert.deepEqual(told('added'), [solaris?.info.id]);
  const { id = '' } = solaris?.info ?? {};
  // Who came too early to see what is in it is told; who was told late sees it at once.
  if ((solaris?.format ?? null) === null) await until(() => told('changed').includes(id));
  assert.notEqual((await shows(url)).find(({ info }) => info.id === id)?.format ?? null, null);
  rmSync(join(films, 'new'), { recursive: true });
  await until(() => told('removed').length > 0);
  assert.deepEqual(told('removed'), [solaris?.info.id]);
  assert.deepEqual(
    heard.filter(({ event }) => event === 'scan').at(-1)?.data.found,
    1,
    'and how far the look is',
  );
  assert.equal(state.isOver, false);
  await app.stop();
  await until(() => state.isOver);
});

test('a folder that is not mounted any more is offline, and its titles stay', async (t) => {
  const fill = (films: string): void => writeFileSync(join(films, 'Alien.mp4'), 'Alien');
  const { url, films } = await serveFolder(t, fill, { cache: 'false' });
  const { Alien: id } = await listed(url, 1);
  renameSync(films, `${films}-away`);
  mkdirSync(films);
  await fetch(`${url}/api/v1/scan`, { method: 'POST' });
  const isOffline = async () => (await shows(url))[0]?.offline;
  while ((await isOffline()) !== true);
  const scan = (await json(`${url}/api/v1/scan`)) as { offline: string[] };
  assert.deepEqual(scan.offline, ['films']);
  for (const name of ['master.m3u8', 'original']) {
    const response = await fetch(`${url}/api/v1/video/${id}/${name}`);
    const { code } = (await response.json()) as { code: string };
    assert.deepEqual([response.status, code], [503, 'source_offline'], name);
  }
  rmSync(films, { recursive: true });
  renameSync(`${films}-away`, films);
  while ((await isOffline()) !== false) await fetch(`${url}/api/v1/video/${id}/original`);
});
