import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { CONFIG_DOCS, configDocs } from '../../../scripts/config-docs.ts';

test('docs/config.md says what the table says', () => {
  assert.equal(readFileSync(CONFIG_DOCS, 'utf8'), configDocs(), 'run node scripts/config-docs.ts');
});
