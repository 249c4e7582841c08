import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CODECS_DOCS, codecsDocs, ffmpegParts } from '../../../scripts/codecs-docs.ts';

const PARTS = ffmpegParts();
const has = (kind: string, name: string): boolean => PARTS.get(kind)?.includes(name) === true;

test('the list in docs is that of the build', () => {
  assert.equal(readFileSync(CODECS_DOCS, 'utf8'), codecsDocs(), 'run node scripts/codecs-docs.ts');
});

test('no part is named twice', () => {
  for (const [kind, names] of PARTS) assert.equal(new Set(names).size, names.length, kind);
});

/** What FFmpeg calls otherwise when it is built than when it runs. */
const DEMUXERS: Readonly<Record<string, string>> = { mpeg: 'mpegps', smk: 'smacker' };

test('every demuxer that the engine may take is built', () => {
  const source = readFileSync('native/av/input.cc', 'utf8');
  const [, list = ''] = /kDemuxers =([^;]*);/.exec(source) ?? [];
  const names = list.replaceAll(/[\s"]/g, '').split(',');
  // Names of one demuxer, for which the first stands.
  const others = new Set(['mp4', 'm4a', '3gp', '3g2', 'mj2', 'webm']);
  const wanted = names.filter((name) => !others.has(name)).map((name) => DEMUXERS[name] ?? name);
  assert.ok(wanted.length > 30);
  assert.deepEqual(
    wanted.filter((name) => !has('demuxer', name)),
    [],
  );
});

test('nothing opens other files', () => {
  assert.deepEqual(PARTS.get('protocol'), ['file']);
  const forbidden = /^(hls|dash|concat|imf|sdp|rts?p|image2.*|webm_dash_manifest)$/;
  assert.deepEqual(
    (PARTS.get('demuxer') ?? []).filter((name) => forbidden.test(name)),
    [],
  );
});

/** Codec → its decoder, where the names differ. */
const DECODERS: Readonly<Record<string, string>> = {
  av1: 'libdav1d',
  amr_nb: 'amrnb',
  dts: 'dca',
  dvb_subtitle: 'dvbsub',
  dvd_subtitle: 'dvdsub',
  dvb_teletext: 'libzvbi_teletext',
  eia_608: 'ccaption',
  flv1: 'flv',
  hdmv_pgs_subtitle: 'pgssub',
  mov_text: 'movtext',
  mp3: 'mp3float',
};

const corpus = process.env['HAEMA_CORPUS'];

test('every codec of the corpus is built', {
  skip: corpus === undefined ? 'HAEMA_CORPUS names none' : false,
}, () => {
  const manifest = readFileSync(join(corpus ?? '', 'MANIFEST.tsv'), 'utf8')
    .trim()
    .split('\n');
  const columns = (manifest[0] ?? '').split('\t');
  const kinds = ['video', 'audio', 'subtitles'].map((name) => columns.indexOf(name));
  const codecs = new Set<string>();
  for (const line of manifest.slice(1)) {
    const cells = line.split('\t');
    for (const kind of kinds) {
      for (const stream of (cells[kind] ?? '').split(',')) {
        const codec = /^(?:\w+:)?([a-z0-9_]+)/.exec(stream.trim())?.[1];
        if (codec !== undefined) codecs.add(codec);
      }
    }
  }
  assert.ok(codecs.size > 30, [...codecs].join(' '));
  assert.deepEqual(
    [...codecs].filter((codec) => !has('decoder', DECODERS[codec] ?? codec)),
    [],
  );
});
