import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VIDEO_ID } from '../../../../src/core/ids.ts';
import { ShowIndex } from '../../../../src/library/shows/show-index.ts';
import type { ListedFile, Movie, Series, Show } from '../../../../src/library/shows/types.ts';

const fileAt = (place: string, size = 1000): ListedFile => {
  const [root = '', path = ''] = place.includes(':') ? place.split(':') : ['media', place];
  return { videoId: place, root, path, size, firstSeenUs: size };
};

/** By title: what comes first is not for them to say. */
const update = (index: ShowIndex, files: readonly ListedFile[]): Show[] => {
  const steps = index.update(files);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value.toSorted((a, b) => (a.info.title < b.info.title ? -1 : 1));
  }
};

const showsAt = (...places: string[]): Show[] =>
  update(
    new ShowIndex(),
    places.map((it) => fileAt(it)),
  );

const movie = (show: Show | undefined): Movie => {
  assert.equal(show?.kind, 'movie');
  return show as Movie;
};

const series = (show: Show | undefined): Series => {
  assert.equal(show?.kind, 'series');
  return show as Series;
};

/** As `S1E2 The Train Job`. */
const episodes = (show: Show | undefined): string[] =>
  series(show).episodes.map(
    ({ season, numbers, title }) => `S${season}E${numbers.join('+')} ${title}`,
  );

test('versions of a film are one show, wherever they lie, the best first', () => {
  const shows = showsAt(
    'Alien (1979)/Alien (1979) - 720p.mkv',
    'Alien (1979)/Alien (1979) - 2160p.mkv',
    'other:Alien.1979.Directors.Cut.1080p.BluRay.mkv',
    'Aliens (1986).mkv',
  );
  assert.equal(shows.length, 2);
  const alien = shows.find(({ info }) => info.title === 'Alien');
  const labels = movie(alien).versions.map(({ label }) => label);
  assert.deepEqual(labels, ['2160p', "Director's Cut 1080p BluRay", '720p']);
});

test('versions that say the same have the names of their files', () => {
  const [show] = showsAt('Heat (1995).mkv', 'Heat.1995.mp4');
  const labels = movie(show).versions.map(({ label }) => label);
  assert.deepEqual(labels, ['Heat (1995)', 'Heat.1995']);
});

test('parts of a film are one version, in order', () => {
  const [show, ...others] = showsAt(
    'Gone with the Wind (1939) cd2.avi',
    'Gone with the Wind (1939) cd1.avi',
    'Gone with the Wind (1939) 1080p.mkv',
  );
  assert.deepEqual(others, []);
  const [best, parts] = movie(show).versions;
  assert.equal(best?.label, '1080p');
  assert.deepEqual(parts?.videoIds, [
    'Gone with the Wind (1939) cd1.avi',
    'Gone with the Wind (1939) cd2.avi',
  ]);
});

test('a disc is one film: its longest title, without menus', () => {
  const sizes = {
    VTS_01_0: 9e9,
    VTS_01_1: 5,
    VTS_02_0: 1,
    VTS_02_2: 900,
    VTS_02_1: 1000,
    VIDEO_TS: 1,
  };
  const vobs = Object.entries(sizes).map(([name, size]) =>
    fileAt(`Heat/VIDEO_TS/${name}.VOB`, size),
  );
  const [dvd, ...others] = update(new ShowIndex(), vobs);
  assert.deepEqual(others, []);
  const [version] = movie(dvd).versions;
  assert.equal(version?.disc, 'VIDEO_TS');
  assert.deepEqual(version?.videoIds, ['Heat/VIDEO_TS/VTS_02_1.VOB']);
  const streams = [
    fileAt('Up (2009)/BDMV/STREAM/00000.m2ts', 5),
    fileAt('Up (2009)/BDMV/STREAM/00800.m2ts', 50),
  ];
  const [bluRay] = update(new ShowIndex(), streams);
  assert.equal(bluRay?.info.title, 'Up');
  assert.deepEqual(movie(bluRay).versions[0]?.videoIds, ['Up (2009)/BDMV/STREAM/00800.m2ts']);
});

test('seasons and episodes are in order, specials last', () => {
  const [show, ...others] = showsAt(
    'Firefly/Specials/S00E01 - Gag Reel.mkv',
    'Firefly/Season 2/S02E01 - Again.mkv',
    'Firefly/Season 1/S01E10 - War Stories.mkv',
    'Firefly/Season 1/S01E02 - The Train Job.mkv',
    'Firefly.S01E01.1080p.mkv',
  );
  assert.deepEqual(others, []);
  assert.deepEqual(episodes(show), [
    'S1E1 Episode 1',
    'S1E2 The Train Job',
    'S1E10 War Stories',
    'S2E1 Again',
    'S0E1 Gag Reel',
  ]);
  assert.deepEqual(
    series(show).episodes.map(({ index }) => index),
    [0, 1, 2, 3, 4],
  );
});

test('two files of one episode are versions of it, a double episode is its own', () => {
  const [show] = showsAt('Lost.S01E01.720p.mkv', 'Lost.S01E01.1080p.mkv', 'Lost.S01E01E02.mkv');
  const [one, both] = series(show).episodes;
  assert.deepEqual(
    one?.versions.map(({ label }) => label),
    ['1080p', '720p'],
  );
  assert.deepEqual(both?.numbers, [1, 2]);
});

test('what is dated is in order of its dates, by years', () => {
  const [show] = showsAt('News/News 2020-01-02.mp4', 'News/News 2019-12-31.mp4');
  assert.deepEqual(episodes(show), ['S2019E 2019-12-31', 'S2020E 2020-01-02']);
});

test('a folder that tells nothing is a series of its files in natural order', () => {
  const [show] = showsAt('Yoga/Day 10.mp4', 'Yoga/Day 9.mp4', 'Yoga/Breath.mp4');
  assert.equal(show?.info.title, 'Yoga');
  assert.deepEqual(episodes(show), ['S1E Breath', 'S1E Day 9', 'S1E Day 10']);
});

test('a series that is called what its root is lives in it', () => {
  const [firefly] = showsAt('Firefly:Season 1/S01E01.mkv', 'Firefly:Season 1/S01E02.mkv');
  assert.deepEqual(firefly?.info.home, { root: 'Firefly', path: '' });
  assert.equal(showsAt('Firefly:Lost.S01E01.mkv')[0]?.info.home, null);
});

test('a season without the year of the series belongs to it, unless there are two', () => {
  assert.equal(showsAt('Fargo (2014)/Fargo S01E01.mkv', 'Fargo.S02E01.mkv').length, 1);
  const two = ['Castle (2009)/Castle S01E01.mkv', 'Castle (1999)/Castle S01E01.mkv'];
  assert.equal(showsAt(...two, 'Castle.S01E02.mkv').length, 3);
});

test('extras are with their show; adverts, and samples of what is there, are nowhere', () => {
  const shows = showsAt(
    'Heat (1995)/Heat (1995).mkv',
    'Heat (1995)/Heat (1995)-trailer.mp4',
    'Heat (1995)/Extras/Making of.mkv',
    'Heat (1995)/Sample/heat-sample.mkv',
    'Lost/Season 1/Lost S01E01.mkv',
    'Lost/Extras/Bloopers.mkv',
    'RARBG.com.mp4',
    'sample_640x480.mkv',
    'Ronin (1998)-trailer.mp4',
  );
  assert.deepEqual(
    shows.map(({ info }) => info.title),
    ['Heat', 'Lost', 'Ronin', 'sample_640x480'],
  );
  const [heat, lost] = shows;
  assert.deepEqual(
    heat?.extras.map(({ kind, title }) => `${kind}: ${title}`),
    ['trailer: Heat', 'other: Making of'],
  );
  assert.deepEqual(
    lost?.extras.map(({ title }) => title),
    ['Bloopers'],
  );
});

test('a show keeps its id when its files are renamed, moved and replaced', () => {
  const [before] = showsAt('Firefly.S01E02.720p.mkv');
  const [after] = showsAt('other:TV/firefly/Season 1/S01E02 - The Train Job.mkv');
  assert.match(before?.info.id ?? '', VIDEO_ID);
  assert.equal(after?.info.id, before?.info.id);
  assert.equal(series(after).episodes[0]?.id, series(before).episodes[0]?.id);
  const [film, other] = ['Amélie (2001).mkv', 'AMELIE.2001.1080p.mkv'].map((it) => showsAt(it)[0]);
  assert.equal(film?.info.id, other?.info.id);
  assert.notEqual(showsAt('Heat (1995).mkv')[0]?.info.id, showsAt('Heat (1986).mkv')[0]?.info.id);
});

test('articles do not count in sorting', () => {
  const titles = showsAt('The Matrix (1999).mkv', 'A (1998).mkv', 'Die Hard (1988).mkv');
  assert.deepEqual(
    titles.map(({ info }) => info.sortTitle),
    ['A', 'Die Hard', 'Matrix'],
  );
});

test('what lies beside a season without the year belongs to the series too', () => {
  const [lost, ...others] = showsAt(
    'Lost (2004)/Lost (2004) S01E01.mkv',
    'Lost/Lost S02E01.mkv',
    'Lost/Interviews/The Cast.mkv',
  );
  assert.equal(others.length, 0);
  assert.equal(series(lost).episodes.length, 2);
  assert.equal(series(lost).extras.length, 1);
});

test('only the shows whose files changed are made anew', () => {
  const index = new ShowIndex();
  const files = ['Heat (1995)/Heat.mkv', 'Lost/Lost S01E01.mkv'].map((it) => fileAt(it));
  const [heat, lost] = update(index, files);
  const more = [...files.map((it) => ({ ...it })), fileAt('Lost/Lost S01E02.mkv')];
  const [sameHeat, otherLost] = update(index, more);
  assert.equal(sameHeat, heat);
  assert.notEqual(otherLost, lost);
  assert.equal(series(otherLost).episodes.length, 2);
});

test('long work can be interrupted', () => {
  const files = Array.from({ length: 5000 }, (_, at) => fileAt(`Film ${at} (1999).mkv`));
  let steps = 0;
  for (const _ of new ShowIndex().update(files)) steps++;
  assert.ok(steps > 50, `${steps} steps`);
});
