import assert from 'node:assert/strict';
import test from 'node:test';
import type { SubtitleStream } from '../../../../src/engine/types.ts';
import type { SidecarFile } from '../../../../src/library/local/sidecars.ts';
import { subtitleTracks, textStreams } from '../../../../src/stream/subtitles/tracks.ts';
import { DEFAULT_SETTINGS, titleOf } from '../../../../src/stream/title.ts';
import { fakeAudio, fakeProbe, fakeVideo } from '../../../support/fake-probe.ts';

type Told = Partial<Omit<SubtitleStream, 'kind'>>;

const stream = (told: Told): SubtitleStream => ({
  ...{ kind: 'subtitle', index: 2, codec: 'subrip', profile: null, language: null, title: null },
  ...{ dispositions: [], bitRate: null },
  ...told,
});

const titleWith = (language: string | null, streams: readonly Told[]) => {
  const subtitles = streams.map((told, at) => stream({ index: at + 2, ...told }));
  const probe = fakeProbe({ streams: [fakeVideo, { ...fakeAudio, language }, ...subtitles] });
  return titleOf({ root: '/', path: 'a' }, probe, DEFAULT_SETTINGS);
};

const tracksOf = (language: string | null, streams: readonly Told[]) =>
  subtitleTracks(titleWith(language, streams), []);

/** The id of what is shown unasked. */
const shown = (language: string | null, streams: readonly Told[]): string | undefined =>
  tracksOf(language, streams).find(({ isDefault }) => isDefault)?.id;

test('names are of the language, the title and what the track is for', () => {
  const named = (told: Told): string | undefined => tracksOf(null, [told])[0]?.name;
  assert.equal(named({ language: 'ger' }), 'German');
  assert.equal(named({ language: 'ger', dispositions: ['forced'] }), 'German (forced)');
  assert.equal(named({ language: 'ger', title: 'Forced' }), 'German (Forced)');
  assert.equal(named({ language: 'ger', title: 'Deutsch' }), 'Deutsch');
  assert.equal(named({ language: 'eng', title: 'English SDH' }), 'English SDH');
  assert.equal(named({ language: 'eng', dispositions: ['hearing_impaired'] }), 'English (SDH)');
  assert.equal(named({ language: 'eng', title: 'Signs & Songs' }), 'English (Signs & Songs)');
  assert.equal(named({ title: ' Commentary ' }), 'Commentary');
  assert.equal(named({ language: 'und' }), 'Track 1');
});

test('what the sound needs is shown unasked, and what is flagged among others', () => {
  const forced = { language: 'ger', dispositions: ['forced'] };
  const flagged = { dispositions: ['default'] };
  assert.equal(shown('ger', [{ language: 'ger' }, forced]), '3');
  assert.equal(shown('eng', [{ language: 'ger' }, forced]), undefined);
  assert.equal(shown(null, [{}, { dispositions: ['default', 'forced'] }]), '3');
  assert.equal(shown('jpn', [{ language: 'ger' }, { language: 'eng', ...flagged }]), '3');
  assert.equal(shown('eng', [{ language: 'ger' }, { language: 'eng', ...flagged }]), undefined);
  assert.equal(shown('jpn', [{ language: 'eng', ...flagged }]), undefined, 'all of them are');
  assert.equal(shown('jpn', [{ language: 'ger' }, flagged]), undefined, 'of no language');
  const image = { codec: 'hdmv_pgs_subtitle', ...forced };
  assert.equal(shown('ger', [image, { language: 'eng' }]), undefined, 'not in a playlist');
});

test('a regional variant is the same language', () => {
  assert.equal(shown('pt-BR', [{}, { language: 'por', dispositions: ['forced'] }]), '3');
});

test('text, pictures, and what nobody can decode', () => {
  const codecs = ['subrip', 'hdmv_pgs_subtitle', 'ttml', 'ass', 'dvd_subtitle'];
  const title = titleWith(
    null,
    codecs.map((codec) => ({ codec })),
  );
  const tracks = subtitleTracks(title, []);
  assert.deepEqual(
    tracks.map(({ id, isImage }) => [id, isImage]),
    [
      ['2', false],
      ['3', true],
      ['5', false],
      ['6', true],
    ],
  );
  assert.deepEqual(textStreams(title), [2, 5]);
});

test('files beside the video come behind what is in it', () => {
  const file: SidecarFile = {
    ...{ id: 'sabcdefgh', place: { root: 'films', path: 'a.de.srt' }, codec: 'subrip' },
    ...{ language: 'de', title: null, forced: true, forDeaf: false, flagged: false },
    pictures: null,
  };
  const tracks = subtitleTracks(titleWith('ger', [{ language: 'eng' }]), [file]);
  assert.deepEqual(
    tracks.map(({ id, name, isDefault, stream }) => [id, name, isDefault, stream]),
    [
      ['2', 'English', false, 2],
      ['sabcdefgh', 'German (forced)', true, null],
    ],
  );
});

test('a disc tells the languages of its tracks, and the name that of the only one', () => {
  const file: SidecarFile = {
    ...{ id: 'sabcdefgh', place: { root: 'films', path: 'a.fr.idx' }, codec: 'dvd_subtitle' },
    ...{ language: 'fr', title: null, forced: false, forDeaf: false, flagged: false },
    pictures: 'a.fr.sub',
  };
  const source = { root: '/', path: 'a', version: { size: 1, mtimeUs: 1 } };
  const files = { index: source, pictures: source };
  const drawn = (id: string, language: string | null) => ({ id, file: file.id, language, files });
  const listed = (...beside: readonly ReturnType<typeof drawn>[]) =>
    subtitleTracks({ ...titleWith('ger', []), beside }, [file]).map(({ id, name }) => [id, name]);
  assert.deepEqual(listed(), [['sabcdefgh', 'French']]);
  assert.deepEqual(listed(drawn('sabcdefgh', 'de')), [['sabcdefgh', 'French']]);
  assert.deepEqual(listed(drawn('sabcdefgh', 'de'), drawn('sabcdefght2', null)), [
    ['sabcdefgh', 'German'],
    ['sabcdefght2', 'Track 2'],
  ]);
});
