/** A share that does not answer: what is told of it, and who else notices. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type App, start } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/options.ts';
import { SILENT } from '../../src/core/log.ts';
import { openDatabase } from '../../src/library/db.ts';
import { Library } from '../../src/library/library.ts';
import { MediaFacts } from '../../src/library/media-facts.ts';
import { QUIET_MS } from '../../src/library/quiet.ts';
import { labelRoots } from '../../src/library/root-labels.ts';
import { openFolders } from '../../src/library/roots.ts';
import { listed } from '../support/app.ts';
import { childEngine } from '../support/children.ts';
import { clip } from '../support/clips.ts';
import { recordingLog } from '../support/fake-services.ts';
import { type FaultyFolder, faultyFolder, noFaultyFolder } from '../support/faulty-fs.ts';
import { withVideos } from '../support/listed.ts';
import { tempDir } from '../support/temp-dir.ts';

const skip = noFaultyFolder() ?? false;

/** Long enough for both attempts at a job to be known to hang. */
const TIMEOUT_S = 6;

interface Folders {
  readonly state: string;
  readonly films: string;
  readonly share: FaultyFolder;
}

/** A folder of this machine with one film, and a share with another one. */
const folders = async (t: TestContext): Promise<Folders> => {
  const state = tempDir(t);
  const [films, nas] = [join(state, 'films'), join(state, 'nas')];
  for (const folder of [films, nas]) mkdirSync(folder);
  copyFileSync(clip('h264.mp4'), join(films, 'here.mp4'));
  copyFileSync(clip('vp9-opus.webm'), join(nas, 'away.webm'));
  return { state, films, share: await faultyFolder(t, nas) };
};

const configFor = (state: string, targetPath: readonly string[]): Config => {
  const commandLine = {
    ...{ port: '0', host: '127.0.0.1', targetPath },
    db: join(state, 'haema.db'),
    cachePath: join(state, 'cache'),
    engineProcesses: '2',
    engineTimeout: `${TIMEOUT_S}`,
  };
  return loadConfig({ commandLine, environment: {}, file: undefined });
};

/** A server of both; the addresses of the two films. */
const serving = async (t: TestContext) => {
  let app: App | undefined;
  t.after(() => app?.stop()); // before the folders go
  const { state, films, share } = await folders(t);
  app = await start(configFor(state, [films, share.path]), SILENT);
  const url = `http://127.0.0.1:${app.port}`;
  const ids = await listed(url, 2);
  const addressOf = (title: string): string => `${url}/api/v1/video/${ids[title]}`;
  return { url, share, here: addressOf('here'), away: addressOf('away') };
};

const bytesAt = async (url: string): Promise<Buffer> => {
  const response = await fetch(url);
  assert.equal(response.status, 200, url);
  return Buffer.from(await response.arrayBuffer());
};

for (const [fault, what] of [
  ['stall', 'gives no bytes'],
  ['dead', 'answers nothing'],
] as const) {
  test(`a share that ${what} keeps nobody else, and is back by itself`, { skip }, async (t) => {
    const { url, share, here, away } = await serving(t);
    share.order(fault);
    const askedAt = performance.now();
    let isAnswered = false;
    const asked = fetch(`${away}/original`).then((response) => {
      isAnswered = true;
      return response;
    });
    while (!isAnswered) {
      const from = performance.now();
      assert.match(String(await bytesAt(`${url}/api/v1/shows`)), /away.*here/);
      const film = await bytesAt(`${here}/original`);
      assert.ok(film.equals(readFileSync(clip('h264.mp4'))));
      for (const index of [0, 1, 2]) await bytesAt(`${here}/240p_h264/${index}.ts`);
      assert.ok(performance.now() - from < 1000 * TIMEOUT_S);
    }
    const refused = await asked;
    assert.equal(refused.status, 504);
    assert.equal(((await refused.json()) as { code: string }).code, 'timed_out');
    const ms = performance.now() - askedAt;
    assert.ok(ms < 1000 * (TIMEOUT_S + 2), `after ${ms} ms`);

    share.order('none');
    let response = await fetch(`${away}/original`);
    while (response.status === 504) response = await fetch(`${away}/original`);
    const film = Buffer.from(await response.arrayBuffer());
    assert.ok(film.equals(readFileSync(clip('vp9-opus.webm'))));
  });
}

test('what is on a dead share stays, and other folders are looked through', { skip }, async (t) => {
  const { state, films, share } = await folders(t);
  const engine = childEngine(t, { timeoutMs: 1000 * TIMEOUT_S });
  const clock = { ms: 0 };
  const db = openDatabase(join(state, 'haema.db'));
  const roots = [
    { label: 'films', path: films },
    { label: 'share', path: share.path },
  ];
  const library = withVideos(
    new Library(db, engine, new MediaFacts(db), roots, SILENT, () => clock.ms),
    db,
  );
  await library.scan();
  const titles = (): string[] => library.videos().map(({ title }) => title);
  assert.deepEqual(titles(), ['away', 'here']);
  share.order('dead');
  copyFileSync(clip('h264.mp4'), join(films, 'new.mp4'));
  await library.scan();
  clock.ms += QUIET_MS; // until then it may be a file that is still being copied
  await library.scan();
  assert.deepEqual(titles(), ['away', 'here', 'new']);
});

test('haema starts beside a dead share, whose films are all that is missing', {
  skip,
}, async (t) => {
  let app: App | undefined;
  t.after(() => app?.stop()); // before the folders go
  const { state, films, share } = await folders(t);
  const log = recordingLog();
  share.order('dead');
  const startedAt = performance.now();
  app = await start(configFor(state, [films, share.path]), log);
  const url = `http://127.0.0.1:${app.port}`;
  assert.ok(performance.now() - startedAt < 5000);
  assert.match(log.entries[0]?.message ?? '', /does not answer/);
  const ids = await listed(url, 1);
  assert.ok(performance.now() - startedAt < 1000 * TIMEOUT_S, 'before the share is given up');
  await bytesAt(`${url}/api/v1/video/${ids['here']}/240p_h264/0.ts`);
});

test('a share that was dead at the start is looked through later', { skip }, async (t) => {
  const { state, films, share } = await folders(t);
  share.order('dead');
  const engine = childEngine(t, { timeoutMs: 1000 * TIMEOUT_S });
  const db = openDatabase(join(state, 'haema.db'));
  const roots = await labelRoots(db, engine, openFolders([films, share.path]));
  const library = withVideos(new Library(db, engine, new MediaFacts(db), roots, SILENT), db);
  await library.scan();
  const titles = (): string[] => library.videos().map(({ title }) => title);
  assert.deepEqual(titles(), ['here']);
  share.order('none');
  while (titles().length < 2) await library.scan();
  assert.deepEqual(titles(), ['away', 'here']);
});
