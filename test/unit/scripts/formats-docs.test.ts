import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CORPUS_EXPECTED, FORMATS_DOCS, formatsDocs } from '../../../scripts/formats-docs.ts';

test('docs/formats.md says of the corpus what the test of it expects', () => {
  const verdicts = JSON.parse(readFileSync(CORPUS_EXPECTED, 'utf8'));
  const page = readFileSync(FORMATS_DOCS, 'utf8');
  assert.equal(page, formatsDocs(page, verdicts), 'run node scripts/formats-docs.ts');
});
