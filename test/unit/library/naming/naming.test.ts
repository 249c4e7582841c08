import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { nameFile } from '../../../../src/library/naming/naming.ts';
import type { Named } from '../../../../src/library/naming/types.ts';

interface Row {
  readonly path: string;
  readonly beside: readonly string[];
  readonly expected: string;
}

const rows: Row[] = readFileSync(new URL('names.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [path = '', kind = '', title = '', facts = '', beside = ''] = line.split('\t');
    const expected = [kind, title, ...facts.split(' | ').filter(Boolean).sort()].join(' | ');
    return { path, expected, beside: beside === '' ? [] : beside.split(' | ') };
  });

/** As the table has it: only what is told. */
const written = (named: Named): string => {
  const facts = {
    y: named.year,
    s: named.season,
    e: named.episodes.join(','),
    abs: named.absolute.join(','),
    date: named.aired,
    name: named.name,
    part: named.part,
    v: named.version,
    x: named.extra,
    disc: named.disc,
    id: Object.entries(named.ids).map(([service, id]) => `${service}:${id}`)[0] ?? null,
  };
  const told = Object.entries(facts).filter(([, fact]) => fact !== null && fact !== '');
  return [named.kind, named.title, ...told.map(([key, fact]) => `${key}=${fact}`).sort()].join(
    ' | ',
  );
};

test('names as people have them are read as people read them', (t) => {
  assert.ok(rows.length >= 320, `${rows.length} rows`);
  const wrong = rows.filter(({ path, beside, expected }) => {
    const told = written(nameFile(path, beside));
    if (told !== expected) t.diagnostic(`${path}\n    is   ${told}\n    not  ${expected}`);
    return told !== expected;
  });
  const share = 1 - wrong.length / rows.length;
  t.diagnostic(
    `${rows.length - wrong.length} of ${rows.length} right: ${(share * 100).toFixed(1)} %`,
  );
  assert.ok(share >= 0.98);
});
