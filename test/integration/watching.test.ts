/** What to watch next, through the real server: a series, a film, and what is marked by hand. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { json, serveFolder } from '../support/app.ts';
import { clip } from '../support/clips.ts';

const FILES = [
  'A Film (2019)/A Film (2019) 1080p.mkv',
  'Show/Season 00/Show S00E01 - Special.mkv',
  'Show/Season 01/Show S01E01 - One.mkv',
  'Show/Season 01/Show S01E02 - Two.mkv',
  'Show/Season 02/Show S02E01 - Three.mkv',
];

interface Episode {
  readonly season: number;
  readonly title: string;
  readonly video_id: string;
}

interface Show {
  readonly kind: string;
  readonly info: { readonly id: string; readonly title: string };
  readonly video_id: string;
  readonly episodes: readonly Episode[];
}

interface Entry {
  readonly title: string;
  readonly episode: { readonly title: string } | null;
  readonly resume: number;
  readonly finished?: boolean;
}

const serve = async (t: TestContext) => {
  const fill = (folder: string): void => {
    for (const name of FILES) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      copyFileSync(clip('short.mp4'), join(folder, name));
    }
  };
  const { films, url } = await serveFolder(t, fill, { cache: 'false' });
  const api = `${url}/api/v1`;
  return { films, api, ...(await listed(api)) };
};

const listed = async (api: string) => {
  for (;;) {
    const shows = (await json(`${api}/shows`)) as Show[];
    const [film, show] = ['A Film', 'Show'].map((name) =>
      shows.find((it) => it.info.title === name),
    );
    if (film !== undefined && show?.episodes.length === 4) return { film, show };
  }
};

const send = async (url: string, body: object): Promise<unknown> => {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  assert.equal(answer.status, 200, url);
  return answer.json();
};

/** A server, and what a viewer does with it. */
const viewer = async (t: TestContext) => {
  const { api, film, show } = await serve(t);
  let now = 0;
  /** Later than what was reported or marked before. */
  const later = (): string => {
    now = Math.max(now, Date.now()) + 1;
    return new Date(now).toISOString();
  };
  return {
    api,
    film,
    show,
    watch: (id: string | undefined, position: number) =>
      send(`${api}/video/${id}/progress`, {
        ...{ position, duration: 1000 },
        at: later(),
      }),
    toContinue: async () => {
      const { continue: entries } = (await json(`${api}/continue`)) as { continue: Entry[] };
      return entries.map(({ title, episode, resume }) => [title, episode?.title ?? null, resume]);
    },
    next: async () => (await json(`${api}/shows/${show.info.id}/next`)) as Entry,
    mark: (mark: object) => send(`${api}/shows/${show.info.id}/watched`, mark),
  };
};

test('a film is continued, a series goes on with its next episode', async (t) => {
  const { api, film, show, watch, toContinue, next } = await viewer(t);
  const [one] = show.episodes.map(({ video_id }) => video_id);
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
  const page = async (more: string) =>
    (await json(`${api}/history?limit=1${more}`)) as { history: Entry[]; next: string | null };
  const { history, next: cursor } = await page('');
  assert.deepEqual(
    history.map(({ title, episode }) => [title, episode?.title]),
    [['Show', 'One']],
  );
  const last = await page(`&cursor=${cursor}`);
  assert.deepEqual([last.history[0]?.title, last.next], ['A Film', null]);
});

test('what is marked by hand is as if it had been seen', async (t) => {
  const { show, watch, toContinue, next, mark } = await viewer(t);
  const [, two, , special] = show.episodes.map(({ video_id }) => video_id);
  await mark({ watched: true, season: 2 });
  await watch(two, 990);
  assert.deepEqual(await toContinue(), [], 'all that comes is seen, but a special');
  assert.equal((await next()).finished, true);
  await watch(special, 100);
  assert.deepEqual(await toContinue(), [['Show', 'Special', 100]]);
  await mark({});
  assert.deepEqual(await toContinue(), [], 'taken out');
  const { progress } = (await mark({ watched: false })) as { progress: { watched: boolean }[] };
  assert.deepEqual(
    progress.map(({ watched }) => watched),
    [false, false, false, false],
  );
});

test('a better copy under another name, after a rename, keeps the place', async (t) => {
  const { films, api, film } = await serve(t);
  await send(`${api}/video/${film.video_id}/progress`, { position: 500, duration: 1000 });
  const folder = join(films, 'A Film (2019)');
  const title = async (name: string): Promise<Show> => {
    for (;;) {
      await send(`${api}/scan`, {});
      const shows = (await json(`${api}/shows`)) as Show[];
      const found = shows.find(({ info }) => info.title === name);
      if (found !== undefined) return found;
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
    const { resume } = (await json(`${api}/video/${video_id}/progress`)) as Entry;
    assert.equal(resume, 500);
    return;
  }
});
