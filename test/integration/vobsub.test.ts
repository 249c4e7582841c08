/** Image subtitles in files of their own: drawn as those within the video are. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { DEFAULT_SETTINGS, recipes, type Title, titleOf } from '../../src/stream/title.ts';
import { captionedClip } from '../support/captioned.ts';
import { engine, hashOf, make, open, smallest } from '../support/title.ts';

const folder = mkdtempSync(join(tmpdir(), 'haema-vobsub-'));
after(() => rmSync(folder, { recursive: true }));

const refOf = (path: string) => {
  const { size, mtimeNs } = statSync(path, { bigint: true });
  const version = { size: Number(size), mtimeUs: Number(mtimeNs / 1000n) };
  return { root: folder, path: basename(path), version };
};

/** A film with subtitles of a disc within it, and the same ones in two files beside it. */
const discFilm = async (): Promise<Title> => {
  const film = captionedClip('vobsub.mkv');
  const index = join(folder, 'film.idx');
  copyFileSync(film, join(folder, 'film.mkv'));
  const { status, stdout } = spawnSync('mkvextract', ['tracks', film, `2:${index}`]);
  assert.equal(status, 0, String(stdout));
  const { source, probe } = await open(join(folder, 'film.mkv'));
  const pictures = join(folder, 'film.sub');
  addTrack(index, pictures);
  const files = { index: refOf(index), pictures: refOf(pictures) };
  const told = { file: 'sdisc', language: null };
  return titleOf(source, probe, DEFAULT_SETTINGS, [
    { ...told, id: 'sdisc', files },
    { ...told, id: 'sdisct1', files: { ...files, track: 1 } },
  ]);
};

/** Another track, with the pictures of the first one a second later. */
const addTrack = (index: string, pictures: string): void => {
  const first = readFileSync(pictures);
  const second = Buffer.from(first);
  const packet = Buffer.of(0, 0, 1, 0xbd);
  for (let at = second.indexOf(packet); at >= 0; at = second.indexOf(packet, at + 1)) {
    second[at + 9 + (second[at + 8] ?? 0)] = 0x21; // 0x20 is the first track
  }
  writeFileSync(pictures, Buffer.concat([first, second]));
  const lines = readFileSync(index, 'utf8').matchAll(/^timestamp: (\S+), filepos: ([0-9a-f]+)/gim);
  const moved = [...lines].map(([, time = '', place = '']) => {
    const behind = (Number.parseInt(place, 16) + first.length).toString(16).padStart(9, '0');
    return `timestamp: ${time}, filepos: ${behind}`;
  });
  const section = ['', 'id: de, index: 1', 'delay: 00:00:01:000', ...moved, ''];
  appendFileSync(index, section.join('\n'));
};

const hashes = async (title: Title, track: string, order: readonly number[]) => {
  const found: string[] = [];
  const rendition = smallest(title).replace('_', `-sub${track}_`);
  for (const at of order) found[at] = hashOf((await make(title, rendition, at)).data);
  return found;
};

test('subtitles beside the video are drawn as those within', async () => {
  const title = await discFilm();
  const embedded = await hashes(title, '2', [0, 1, 2, 3]);
  assert.deepEqual(await hashes(title, 'sdisc', [2, 0, 3, 1]), embedded);
  const later = await hashes(title, 'sdisct1', [0, 1, 2, 3]);
  assert.notDeepEqual(later, embedded);
  assert.deepEqual(await hashes(title, 'sdisct1', [3, 1, 2, 0]), later);
  const bare = await make(title, smallest(title), 1);
  assert.ok(!later.includes(hashOf(bare.data)));
  assert.notEqual(hashOf(bare.data), embedded[1]);
});

test('the tracks are told as they are drawn', async () => {
  const title = await discFilm();
  const index = join(folder, 'film.idx');
  const languages = async () =>
    (await engine.discTracks(refOf(index))).map(({ number, language }) => [number, language]);
  assert.deepEqual(await languages(), [
    [0, 'und'],
    [1, 'de'],
  ]);
  const chosen = readFileSync(index, 'utf8').replace(/^langidx:.*/m, 'langidx: 1');
  writeFileSync(index, `${chosen}id: fr, index: 2\ntimestamp: soon, filepos: 0\n`);
  assert.deepEqual(await languages(), [
    [1, 'de'],
    [0, 'und'],
  ]);
  const beside = title.beside.map((it) => ({ ...it, files: { ...it.files, index: refOf(index) } }));
  const other = titleOf(title.source, title.probe, DEFAULT_SETTINGS, beside);
  assert.deepEqual(await hashes(other, 'sdisc', [0, 1]), await hashes(other, 'sdisct1', [0, 1]));
  writeFileSync(index, `id:${' '.repeat(1 << 20)}\n`);
  await assert.rejects(engine.discTracks(refOf(index)), { code: 'MEDIA_INVALID' });
  await assert.rejects(engine.discTracks(title.beside[0]?.files.index as never), {
    code: 'SOURCE_CHANGED',
  });
});

test('files that have changed are told of', async () => {
  const title = await discFilm();
  const rendition = smallest(title).replace('_', '-subsdisc_');
  assert.equal(recipes(title, { rendition, container: 'ts' }).video?.subtitle?.stream, 0);
  writeFileSync(join(folder, 'film.idx'), 'nothing');
  await assert.rejects(make(title, rendition, 0), { code: 'SOURCE_CHANGED' });
  const index = refOf(join(folder, 'film.idx'));
  const beside = title.beside.map((it) => ({ ...it, files: { ...it.files, index } }));
  const other = titleOf(title.source, title.probe, DEFAULT_SETTINGS, beside);
  await assert.rejects(make(other, rendition, 0), { code: 'MEDIA_INVALID' });
  engine.setPoolLimit(0);
});
