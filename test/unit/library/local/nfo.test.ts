import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNfo } from '../../../../src/library/local/nfo.ts';

const parse = (text: string) => parseNfo(new TextEncoder().encode(text));

test('a film tells its titles, year, plot and ids', () => {
  const [nfo, ...others] = parse(`\ufeff<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<movie>
  <title>Amélie &amp; Co</title><originaltitle>Le Fabuleux Destin</originaltitle>
  <sorttitle>Amelie</sorttitle><year>2001</year><premiered>2001-04-25</premiered>
  <plot><![CDATA[She <helps> others.]]></plot>
  <uniqueid type="imdb" default="true">tt0211915</uniqueid><tmdbid>194</tmdbid>
  <set><name>None</name><title>of a set</title></set>
  <actor><name>Audrey</name><plot>no</plot></actor>
</movie>`);
  assert.deepEqual(others, []);
  assert.deepEqual(nfo, {
    kind: 'movie',
    title: 'Amélie & Co',
    originalTitle: 'Le Fabuleux Destin',
    sortTitle: 'Amelie',
    year: 2001,
    aired: '2001-04-25',
    plot: 'She <helps> others.',
    season: null,
    episode: null,
    ids: { imdb: 'tt0211915', tmdb: '194' },
  });
});

test('a series without a year has that of its first day', () => {
  const [nfo] = parse('<tvshow><title>Dark</title><premiered>2017-12-01</premiered></tvshow>');
  assert.equal(nfo?.kind, 'series');
  assert.equal(nfo?.year, 2017);
});

test('a file of two episodes tells of both', () => {
  const episode = (number: number): string =>
    `<episodedetails><title>Part ${number}</title><season>1</season><episode>${number}</episode>
     <aired>2002-12-20</aired></episodedetails>`;
  const told = parse(`<?xml version="1.0"?>${episode(1)}\n${episode(2)}`);
  assert.deepEqual(
    told.map(({ kind, title, season, episode: number }) => [kind, title, season, number]),
    [
      ['episode', 'Part 1', 1, 1],
      ['episode', 'Part 2', 1, 2],
    ],
  );
});

test('an address alone, or after the XML, is an id', () => {
  const [alone] = parse('https://www.imdb.com/title/tt0133093/\n');
  assert.deepEqual([alone?.kind, alone?.ids], ['movie', { imdb: 'tt0133093' }]);
  const [after] = parse('<movie><title>Up</title></movie>\nhttps://www.themoviedb.org/movie/14160');
  assert.deepEqual([after?.title, after?.ids], ['Up', { tmdb: '14160' }]);
});

test('entities that a file declares are not expanded', () => {
  const [nfo] = parse(`<!DOCTYPE movie [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">
    <!ENTITY file SYSTEM "file:///etc/passwd">]>
    <movie><title>X &b; &file;</title></movie>`);
  assert.equal(nfo?.title, 'X &b; &file;');
});

test('what is broken tells what comes before', () => {
  assert.equal(parse('<movie><title>Up</title><plot>It & they <b')[0]?.title, 'Up');
  assert.equal(parse('<movie><title>Tom & Jerry</title></movie>')[0]?.title, 'Tom & Jerry');
  for (const text of ['', 'a release by SOMEONE', '<html><title>No</title></html>', '<', '<<>>&']) {
    assert.deepEqual(parse(text), [], text);
  }
});

test('texts and ids have an end', () => {
  const long = 'a'.repeat(50_000);
  const [nfo] = parse(`<movie><title>${long}</title><plot>${long}</plot><tmdbid>${long}</tmdbid>
    <uniqueid type="tmdb">194</uniqueid><tvdbid>a b</tvdbid></movie>`);
  assert.equal(nfo?.title, 'a'.repeat(300));
  assert.equal(nfo?.plot?.length, 10_000);
  assert.deepEqual(nfo?.ids, { tmdb: '194' });
});

test('elements without end take no time', () => {
  const [nfo] = parse(`<movie><title>Up</title>${'<a>'.repeat(150_000)}${'</b>'.repeat(130_000)}`);
  assert.equal(nfo?.title, 'Up');
});

test('nothing that is repeated takes long, and what is beside it is found', () => {
  const units = ['<movie>', '</movie', '<movie ', 'thetvdb.com/', '<', 'tt1'];
  for (const unit of units) {
    const text = unit.repeat((512 * 1024) / unit.length);
    const startedAt = performance.now();
    parse(text);
    const [nfo] = parse(`<movie><title>Up</title></movie>${text} imdb.com/title/tt1049413`);
    const ms = performance.now() - startedAt;
    assert.ok(ms < 1500, `${unit}: ${ms} ms`);
    assert.deepEqual([nfo?.title, nfo?.ids], ['Up', { imdb: 'tt1049413' }], unit);
  }
});

test('other encodings are read', () => {
  const head = '<?xml version="1.0" encoding="windows-1252"?><movie><title>L';
  const bytes = Buffer.concat([
    Buffer.from(head),
    Buffer.from([0xe9]),
    Buffer.from('on</title></movie>'),
  ]);
  assert.equal(parseNfo(bytes)[0]?.title, 'Léon');
  const wide = Buffer.from('\ufeff<movie><title>Léon</title></movie>', 'utf16le');
  assert.equal(parseNfo(wide)[0]?.title, 'Léon');
});
