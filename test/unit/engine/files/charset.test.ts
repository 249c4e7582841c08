import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeText } from '../../../../src/engine/files/charset.ts';
import { encoded, PHRASES } from '../../../support/charsets.ts';

for (const [charset, { text, name }] of Object.entries(PHRASES)) {
  test(`text in ${charset} is known for what it is`, () => {
    const subtitles = `1\r\n00:00:01,000 --> 00:00:02,000\r\n${text}\r\n`;
    const told = decodeText(encoded(subtitles, charset));
    assert.deepEqual(told, { text: subtitles, charset: name, sure: true });
  });
}

test('byte order marks are believed and taken off', () => {
  const mark = '\ufeff';
  const told = decodeText(Buffer.from(`${mark}größer`));
  assert.deepEqual(told, { text: 'größer', charset: 'utf-8', sure: true });
  for (const charset of ['UTF-16LE', 'UTF-16BE']) {
    const { text, sure } = decodeText(encoded(`${mark}größer`, charset));
    assert.deepEqual([text, sure], ['größer', true]);
  }
});

test('what may be something else is not sure', () => {
  const one = decodeText(encoded('café', 'CP1252'));
  assert.deepEqual(one, { text: 'café', charset: 'windows-1252', sure: false });
  assert.equal(decodeText(Buffer.from('plain')).sure, true);
  assert.equal(decodeText(Buffer.alloc(0)).text, '');
});

test('broken bytes become replacement characters, and are told of', () => {
  const broken = Buffer.concat([
    Buffer.from('\ufeffgr'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('r'),
  ]);
  assert.deepEqual(decodeText(broken), { text: 'gr\ufffd\ufffdr', charset: 'utf-8', sure: false });
});
