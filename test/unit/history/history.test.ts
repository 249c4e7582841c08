import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Log, SILENT } from '../../../src/core/log.ts';
import { History } from '../../../src/history/history.ts';
import { isUnfinished, resumeAt, type Watching } from '../../../src/history/progress.ts';
import { HistoryStore } from '../../../src/history/store.ts';
import { type Db, openDatabase } from '../../../src/library/db.ts';
import { recordingLog } from '../../support/fake-services.ts';
import { tempDir } from '../../support/temp-dir.ts';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;

const FILM: Watching = { profileId: 'default', videoId: 'film', item: 'movie:film:2019' };
const REMUX: Watching = { ...FILM, videoId: 'remux' };

interface Fixture {
  readonly db: Db;
  readonly history: History;
  now: number;
}

const numbered = (n: number): Watching => ({ ...FILM, videoId: `video${n}`, item: `movie:${n}` });

const setUp = (t: TestContext, path = join(tempDir(t), 'haema.db'), log: Log = SILENT): Fixture => {
  const db = openDatabase(path);
  const fixture = { db, now: NOW } as Fixture;
  const history = new History(new HistoryStore(db), log, () => fixture.now);
  t.after(() => {
    history.close();
    db.close();
  });
  return Object.assign(fixture, { history });
};

const at = (positionMs: number, atMs = NOW, more: object = {}) => ({
  positionMs,
  durationMs: 2 * HOUR,
  atMs,
  ...more,
});

test('a place is known at once, and after a restart', (t) => {
  const path = join(tempDir(t), 'haema.db');
  const { history } = setUp(t, path);
  assert.equal(history.progress(FILM), null);
  history.report(FILM, at(HOUR));
  assert.equal(history.progress(FILM)?.positionMs, HOUR);
  history.close();
  const again = setUp(t, path);
  assert.equal(again.history.progress(FILM)?.positionMs, HOUR);
});

test('another copy of the same goes on there; whichever was watched last tells', (t) => {
  const { history } = setUp(t);
  history.report(FILM, at(HOUR));
  assert.equal(history.progress(REMUX)?.positionMs, HOUR);
  history.report(REMUX, at(HOUR + 1, NOW + 1));
  assert.equal(history.progress(FILM)?.positionMs, HOUR + 1);
  assert.equal(history.progress({ ...FILM, item: 'movie:renamed:2020' })?.positionMs, HOUR);
});

test('a report that comes late does not take a newer place away', (t) => {
  const { history } = setUp(t);
  history.report(FILM, at(HOUR, NOW));
  assert.equal(history.report(FILM, at(5, NOW - 1)).positionMs, HOUR);
  assert.equal(history.report(REMUX, at(6, NOW - 1)).positionMs, HOUR);
  assert.equal(history.report(FILM, at(7, NOW)).positionMs, 7);
});

test('a clock that is days ahead does not win for ever', (t) => {
  const fixture = setUp(t);
  fixture.history.report(FILM, at(5, NOW + 48 * HOUR));
  fixture.now = NOW + HOUR;
  assert.equal(fixture.history.report(FILM, at(9, fixture.now)).positionMs, 9);
});

test('it was watched when its end was seen, or its credits, or by hand', (t) => {
  const { history } = setUp(t);
  assert.equal(history.report(FILM, at(HOUR)).watched, false);
  assert.equal(history.report(FILM, at(1.8 * HOUR)).watched, true);
  assert.equal(history.report(FILM, at(HOUR)).watched, true, 'once seen, always seen');
  assert.equal(history.report(FILM, at(HOUR, NOW, { watched: false })).watched, false);
  assert.equal(history.report(FILM, at(HOUR, NOW, { creditsMs: HOUR })).watched, true);
  const unknown = { ...FILM, videoId: 'x', item: 'x' };
  assert.equal(history.report(unknown, { ...at(HOUR), durationMs: 0 }).watched, false);
});

test('what was hardly begun or seen to its end starts over', (t) => {
  const { history } = setUp(t);
  assert.equal(resumeAt(history.report(FILM, at(5_000))), 0);
  assert.equal(resumeAt(history.report(FILM, at(HOUR))), HOUR);
  assert.equal(resumeAt(history.report(FILM, at(1.9 * HOUR))), 0);
});

test('marked, hidden and forgotten', (t) => {
  const fixture = setUp(t);
  const { history } = fixture;
  history.report(FILM, at(HOUR));
  history.hide([FILM]);
  const hidden = history.progress(FILM);
  assert.ok(hidden !== null && !isUnfinished(hidden) && hidden.positionMs === HOUR);
  fixture.now += 1;
  assert.ok(isUnfinished(history.report(FILM, at(HOUR, fixture.now))), 'watched again');
  history.mark([FILM], true);
  assert.deepEqual(history.progress(FILM), {
    ...FILM,
    positionMs: 0,
    durationMs: 2 * HOUR,
    watched: true,
    hidden: false,
    updatedMs: fixture.now,
  });
  history.forget(REMUX);
  assert.equal(history.progress(FILM), null);
});

test('the last first, each profile for itself', (t) => {
  const { db, history } = setUp(t);
  new HistoryStore(db).saveProfile({ profileId: 'ada', name: 'Ada', createdMs: NOW });
  const other = (n: number): Watching => ({ ...FILM, videoId: `v${n}`, item: `movie:${n}` });
  for (const n of [1, 2, 3]) history.report(other(n), at(HOUR, NOW + n));
  history.report({ ...FILM, profileId: 'ada' }, at(HOUR));
  const newest = history.places('default').newestFirst.map(({ videoId }) => videoId);
  assert.deepEqual(newest, ['v3', 'v2', 'v1']);
  assert.equal(history.places('ada').newestFirst.length, 1);
  assert.equal(history.places('default').of(other(3))?.positionMs, HOUR);
  assert.equal(history.places('default').of(FILM), null);
});

/** A database that cannot be written, and one that can be again. */
const TROUBLES = {
  'read-only': ['query_only = on', 'query_only = off'],
  full: ['max_page_count = 1', 'max_page_count = 1000000'],
} as const;

for (const [trouble, [begin, end]] of Object.entries(TROUBLES)) {
  test(`${trouble}: what is watched is kept until it can be written`, (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const log = recordingLog();
    const { db, history } = setUp(t, undefined, log);
    history.report(FILM, at(1000));
    t.mock.timers.tick(1000);
    db.pragma(begin);
    // Many: there is room for one in a page that is there already.
    for (let n = 0; n < 500; n++) history.report(numbered(n), at(HOUR, NOW + n));
    for (let second = 0; second < 60; second++) t.mock.timers.tick(1000);
    assert.ok(history.unsaved > 0);
    assert.equal(history.progress({ ...numbered(499), videoId: 'copy' })?.positionMs, HOUR);
    assert.equal(history.progress(FILM)?.positionMs, 1000);
    assert.equal(history.places('default').newestFirst.length, 501);
    assert.throws(() => history.mark([FILM], true), { code: 'DATABASE_UNWRITABLE' });
    assert.throws(() => history.forget(FILM), { code: 'DATABASE_UNWRITABLE' });
    db.pragma(end);
    t.mock.timers.tick(10_000);
    assert.equal(history.unsaved, 0);
    assert.equal(new HistoryStore(db).all('default').length, 501);
    const told = log.entries.map(({ level, message }) => `${level}: ${message}`);
    assert.equal(told.length, 2, told.join());
    assert.match(told[0] ?? '', /^error: .* kept in memory/);
    assert.match(told[1] ?? '', /^info: .* written again/);
  });
}

test('what cannot be written when it ends is told', (t) => {
  const log = recordingLog();
  const { db, history } = setUp(t, undefined, log);
  history.report(FILM, at(HOUR));
  db.pragma('query_only = on');
  history.close();
  assert.match(log.entries[0]?.message ?? '', /is lost/);
  db.pragma('query_only = off');
});

test('what lists are made of is kept until somebody changes it, in another process too', (t) => {
  const path = join(tempDir(t), 'haema.db');
  const [here, there] = [setUp(t, path), setUp(t, path)];
  const places = here.history.places('default');
  assert.equal(here.history.places('default'), places);
  here.history.report(FILM, at(HOUR));
  const later = here.history.places('default');
  assert.equal(later.of(FILM)?.positionMs, HOUR);
  there.history.report(FILM, at(HOUR + 1, NOW + 1));
  there.history.close();
  assert.equal(here.history.places('default').of(FILM)?.positionMs, HOUR + 1);
  here.history.forget(FILM);
  assert.equal(here.history.places('default').of(FILM), null);
});

test('who is removed takes along what was watched, also what is not written yet', (t) => {
  const { db, history } = setUp(t);
  const store = new HistoryStore(db);
  const ada = { profileId: 'ada', name: 'Ada', createdMs: NOW };
  store.saveProfile(ada);
  history.report({ ...FILM, profileId: 'ada' }, at(HOUR));
  assert.equal(store.all('ada').length, 0);
  assert.equal(history.places('ada').newestFirst.length, 1);
  history.report({ ...REMUX, profileId: 'ada' }, at(HOUR + 1, NOW + 1));
  store.removeProfile('ada');
  history.report(FILM, at(HOUR));
  history.close();
  store.saveProfile(ada);
  assert.deepEqual([store.all('ada').length, store.all('default').length], [0, 1]);
});

test('places are read again where their own profile has watched something', (t) => {
  const { db, history } = setUp(t);
  db.prepare("INSERT INTO profiles VALUES ('other', 'Other', 0)").run();
  history.report(FILM, at(HOUR));
  const places = history.places('default');
  history.report({ ...FILM, profileId: 'other' }, at(HOUR));
  assert.equal(history.places('other').newestFirst.length, 1);
  assert.equal(history.places('default'), places);
  history.report(numbered(1), at(HOUR, NOW + 1));
  assert.deepEqual(
    history.places('default').newestFirst.map(({ videoId }) => videoId),
    ['video1', 'film'],
  );
});
