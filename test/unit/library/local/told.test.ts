/** What lies beside the files, from the folder to the shows. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { SILENT } from '../../../../src/core/log.ts';
import { createEngine } from '../../../../src/engine/engine.ts';
import { openDatabase } from '../../../../src/library/db.ts';
import { Library } from '../../../../src/library/library.ts';
import { Touched } from '../../../../src/library/listings.ts';
import { MediaFacts } from '../../../../src/library/media-facts.ts';
import type { Show } from '../../../../src/library/shows/types.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const FILES = {
  'Movies/alein.1979.mkv': '',
  'Movies/alein.1979.nfo':
    '<movie><title>Alien</title><sorttitle>Alien 1</sorttitle><plot>Space</plot></movie>',
  'Movies/alein.1979-poster.jpg': '',
  'Movies/Solaris (1972)/Solaris - 1080p.mkv': '',
  'Movies/Solaris (1972)/Solaris - 720p.mkv': '',
  'Movies/Solaris (1972)/movie.nfo': '<movie><title>Солярис</title><year>1972</year></movie>',
  'Movies/Solaris (1972)/poster.jpg': '',
  'Movies/Solaris (1972)/fanart.jpg': '',
  'TV/Firefly/tvshow.nfo':
    '<tvshow><title>Firefly (US)</title><year>2002</year><plot>Cowboys.</plot></tvshow>',
  'TV/Firefly/folder.jpg': '',
  'TV/Firefly/season01-poster.jpg': '',
  'TV/Firefly/Season 1/x.S01E02.mkv': '',
  'TV/Firefly/Season 1/x.S01E02.nfo':
    '<episodedetails><title>Serenity</title><episode>1</episode></episodedetails>',
  'TV/Firefly/Season 1/x.S01E02-thumb.jpg': '',
};

const libraryIn = (t: TestContext) => {
  const folder = tempDir(t);
  const media = join(folder, 'media');
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(media, name)), { recursive: true });
    writeFileSync(join(media, name), text);
  }
  const db = openDatabase(join(folder, 'haema.db'));
  t.after(() => db.close());
  const files = createEngine();
  const open = () =>
    new Library(db, files, new MediaFacts(db), [{ label: 'media', path: media }], SILENT);
  return { media, files, open };
};

const showsOf = async (library: Library): Promise<readonly Show[]> => (await library.shows()).shows;

/** When all that lies beside the files has been read. */
const read = async (library: Library): Promise<readonly Show[]> => {
  await library.scan();
  await library.settled();
  return showsOf(library);
};

test('what is written down wins over what names seem to say', async (t) => {
  const { open } = libraryIn(t);
  const shows = await read(open());
  assert.deepEqual(
    shows.map(({ info: { title, year, sortTitle, plot } }) => [title, year, sortTitle, plot]),
    [
      ['Alien', 1979, 'Alien 1', 'Space'],
      ['Firefly (US)', 2002, 'Firefly (US)', 'Cowboys.'],
      ['Солярис', 1972, 'Солярис', null],
    ],
  );
  const [, firefly, solaris] = shows;
  assert.ok(firefly?.kind === 'series' && solaris?.kind === 'movie');
  const [episode, ...others] = firefly.episodes;
  assert.deepEqual([episode?.season, episode?.numbers, episode?.title], [1, [1], 'Serenity']);
  assert.deepEqual(others, []);
  assert.equal(solaris.versions.length, 2, 'of the same film');
});

test('nothing is read again before it changes, not even by another run', async (t) => {
  const { media, files, open } = libraryIn(t);
  await read(open());
  const reads = t.mock.method(files, 'read');
  const library = open();
  assert.equal((await showsOf(library))[0]?.info.title, 'Alien', 'before the folders are read');
  await read(library);
  assert.equal(reads.mock.callCount(), 0);
  const nfo = join(media, 'Movies/alein.1979.nfo');
  writeFileSync(nfo, '<movie><title>Another one</title></movie>');
  const touched = new Touched();
  touched.add({ root: 'media', path: 'Movies' });
  await library.rescan(touched);
  await library.settled();
  assert.equal((await showsOf(library))[0]?.info.title, 'Another one');
  assert.equal(reads.mock.callCount(), 1);
  rmSync(nfo);
  const [guessed] = await read(library);
  assert.equal(guessed?.info.title, 'alein');
});

test('pictures belong to the show, the season or the episode beside which they lie', async (t) => {
  const { open } = libraryIn(t);
  const library = open();
  const [alien, firefly, solaris] = await read(library);
  assert.ok(alien && firefly?.kind === 'series' && solaris);
  const at = (path: string) => ({ root: 'media', path });
  const posterOf = async (id: string) => (await library.artworkOf(id)).poster;
  assert.deepEqual(await posterOf(alien.info.id), at('Movies/alein.1979-poster.jpg'));
  assert.deepEqual(await posterOf(solaris.info.id), at('Movies/Solaris (1972)/poster.jpg'));
  assert.deepEqual(
    (await library.artworkOf(solaris.info.id)).fanart,
    at('Movies/Solaris (1972)/fanart.jpg'),
  );
  assert.deepEqual(await posterOf(firefly.info.id), at('TV/Firefly/folder.jpg'));
  const season = await library.seasonArtwork(firefly.info.id, 1);
  assert.deepEqual(season.poster, at('TV/Firefly/season01-poster.jpg'));
  const episode = await library.artworkOf(firefly.episodes[0]?.id ?? '');
  assert.deepEqual(episode.thumbnail, at('TV/Firefly/Season 1/x.S01E02-thumb.jpg'));
  assert.equal((await library.artworkOf('aaaaaaaaaaaaaaaa')).poster, null);
});
