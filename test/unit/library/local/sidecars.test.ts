import assert from 'node:assert/strict';
import test from 'node:test';
import { sidecarsOf } from '../../../../src/library/local/sidecars.ts';
import { marksOf } from '../../../../src/library/local/subtitle-words.ts';

/** Folders of such files, whose paths are given. */
const foldersOf = (paths: readonly string[]) => {
  const folders = new Map<string, { folders: string[]; files: object[]; subtitles: string[] }>();
  const at = (path: string) => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const made = { folders: [], files: [], subtitles: [] };
    folders.set(path, made);
    const cut = path.lastIndexOf('/');
    if (path !== '') at(path.slice(0, Math.max(0, cut))).folders.push(path.slice(cut + 1) as never);
    return made;
  };
  for (const path of paths) {
    const cut = path.lastIndexOf('/');
    const [folder, name] = [at(path.slice(0, Math.max(0, cut))), path.slice(cut + 1)];
    if (/\.mkv$/.test(name)) folder.files.push({ name });
    else folder.subtitles.push(name);
  }
  return folders as unknown as Parameters<typeof sidecarsOf>[1];
};

const foundFor = (path: string, others: readonly string[]) =>
  sidecarsOf({ root: 'films', path }, foldersOf([path, ...others]));

const pathsFor = (path: string, others: readonly string[]): string[] =>
  foundFor(path, others).map(({ place }) => place.path);

/** `de forced (title)` */
const told = (rest: string, isLoose = false): string => {
  const { language, title, forced, forDeaf, flagged } = marksOf(rest, isLoose);
  const words = [language, forced && 'forced', forDeaf && 'sdh', flagged && 'default'];
  return [...words.filter(Boolean), ...(title === null ? [] : [`(${title})`])].join(' ');
};

test('marks of languages and of what the subtitles are for', () => {
  assert.equal(told('.de.forced'), 'de forced');
  assert.equal(told('.ger'), 'ger');
  assert.equal(told('.pt-BR'), 'pt-BR');
  assert.equal(told('_en_US'), 'en-US');
  assert.equal(told('.zh-Hans.default'), 'zh-Hans default');
  assert.equal(told('.Chinese Simplified'), 'zh-Hans');
  assert.equal(told('.English [SDH]'), 'en sdh');
  assert.equal(told('.Deutsch'), 'de');
  assert.equal(told('.日本語'), 'ja');
  assert.equal(told('.en.cc'), 'en sdh');
  assert.equal(told('.en.hi'), 'en sdh');
  assert.equal(told('.hi'), 'hi');
  assert.equal(told('.en.Signs & Songs.forced'), 'en forced (Signs & Songs)');
  assert.equal(told('.Director'), '(Director)');
  assert.equal(told('.xx.mul'), '(xx mul)');
  assert.equal(told(''), '');
  assert.equal(told('2_English', true), 'en');
  assert.equal(told('Some.Other.Name.2019.fr.forced', true), 'fr forced');
  assert.equal(told('Who Is It', true), '');
});

test('beside a video are those of its name', () => {
  const others = ['Film.Extended.mkv', 'Film.srt', 'Film.de.srt', 'FILM.EN.ASS', 'Other.srt'];
  const names = [...others, 'Film.Extended.fr.vtt', 'Filmed.srt'];
  assert.deepEqual(pathsFor('Film.mkv', names), ['FILM.EN.ASS', 'Film.de.srt', 'Film.srt']);
  assert.deepEqual(pathsFor('Film.Extended.mkv', ['Film.mkv', ...names.slice(1)]), [
    'Film.Extended.fr.vtt',
  ]);
});

test('alone in its folder a video has all that lies there', () => {
  const all = ['a/English.srt', 'a/other release.de.srt'];
  assert.deepEqual(pathsFor('a/Film.mkv', all), all);
  assert.deepEqual(
    foundFor('a/Film.mkv', all).map(({ language }) => language),
    ['en', 'de'],
  );
});

test('folders of subtitles, and in them one for each video', () => {
  const others = [
    's/Show S01E02.mkv',
    's/Subs/Show S01E01.en.srt',
    's/Subs/Show S01E02.en.srt',
    's/subtitles/Show S01E01/2_English.srt',
    's/subtitles/Show S01E02/2_English.srt',
    's/Extras/Show S01E01.srt',
  ];
  assert.deepEqual(pathsFor('s/Show S01E01.mkv', others), [
    's/Subs/Show S01E01.en.srt',
    's/subtitles/Show S01E01/2_English.srt',
  ]);
});

test('pictures come with an index', () => {
  const unpaired = ['Film.de.sub', 'Film.fr.idx'];
  const names = ['Film.idx', 'Film.sub', ...unpaired, 'FILM.NL.IDX', 'FILM.NL.SUB'];
  const found = foundFor('Film.mkv', names);
  assert.deepEqual(
    found.map(({ place, codec, pictures }) => [place.path, codec, pictures]),
    [
      ['FILM.NL.IDX', 'dvd_subtitle', 'FILM.NL.SUB'],
      ['Film.idx', 'dvd_subtitle', 'Film.sub'],
    ],
  );
});

test('a file keeps its id however many others there are, and wherever the video is moved', () => {
  const [one] = foundFor('Film.mkv', ['Film.de.srt']);
  const [, again] = foundFor('a/Film.mkv', ['a/Film.ar.srt', 'a/Film.de.srt']);
  assert.match(one?.id ?? '', /^s[a-z2-7]{8}$/);
  assert.equal(one?.id, again?.id);
});
