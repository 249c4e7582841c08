import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import test from 'node:test';
import { createEngine } from '../../src/engine/engine.ts';
import { FOLDER, makeClip } from '../support/clips.ts';
import { ASS, kept } from '../support/subtitles.ts';

const FONT = Buffer.from(Array.from({ length: 30_000 }, (_, i) => (i * 7919) % 251));

const withFont = (): string => {
  const font = kept('font.ttf', FONT);
  const pictures = ['-f', 'lavfi', '-i', 'testsrc2=s=160x120:d=1', '-i', kept('styled.ass', ASS)];
  const attached = ['-attach', font, '-metadata:s:t', 'mimetype=font/ttf'];
  const name = ['-metadata:s:t', 'filename=../../etc/Font\u0007.ttf'];
  return makeClip(FOLDER, 'font.mkv', [...pictures, '-c:s', 'copy', ...attached, ...name]);
};

test('a font within a film is named as it is there, and can be had', async () => {
  const engine = createEngine();
  const path = withFont();
  const source = { root: dirname(path), path: basename(path) };
  const { streams } = await engine.probe(source);
  const found = streams.filter((stream) => stream.kind === 'other');
  assert.deepEqual(
    found.map(({ fileName, mimeType }) => [fileName, mimeType]),
    [['../../etc/Font.ttf', 'font/ttf']],
  );
  const [font] = found;
  assert.deepEqual(await engine.attachment({ source, stream: font?.index ?? -1 }), FONT);
  for (const stream of [0, 99]) {
    await assert.rejects(engine.attachment({ source, stream }), { code: 'BAD_REQUEST' });
  }
});
