import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { nameFile, nameFiles } from '../../../../src/library/naming/naming.ts';
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

const PIECES = [
  ...[
    'S01E02',
    ' - ',
    '.',
    '_',
    '[',
    ']',
    '(',
    ')',
    '1080p',
    '2019',
    '- 05',
    '第',
    '話',
    '一',
    '시즌',
  ],
  ...[
    'Season ',
    '1',
    '12',
    'a',
    'The ',
    ' ',
    'E01',
    '-',
    '#',
    '{tmdb-',
    '}',
    '\u0301',
    '\u{1f600}',
    'İ',
  ],
  ...[
    '/',
    'Season 1/',
    'VIDEO_TS/',
    'Extras/',
    '-trailer',
    'cd1',
    'part2',
    'Final Cut',
    '「',
    '\n',
    '%',
  ],
];

test('whatever a name is, it has a title and numbers that are some', () => {
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state % below;
  };
  for (let round = 0; round < 5000; round++) {
    const pieces = Array.from({ length: 1 + random(14) }, () => PIECES[random(PIECES.length)]);
    const path = `${pieces.join('')}.mkv`;
    const { title, season, episodes, absolute, year } = nameFile(path);
    assert.notEqual(title.trim(), '', path);
    for (const number of [season ?? 0, year ?? 0, ...episodes, ...absolute]) {
      assert.ok(Number.isFinite(number) && number >= 0, path);
    }
  }
});

test('a name of one letter many times takes no time', () => {
  for (const piece of ['a ', 'a_', '1 ', '1-', 'E01-', 'S01E01-', '1x01-', '第', '[', 'a - ']) {
    const path = `${piece.repeat(5000)}!.mkv`;
    const startedAt = process.cpuUsage().user;
    nameFile(path);
    const seconds = (process.cpuUsage().user - startedAt) / 1e6;
    assert.ok(seconds < 2, `${seconds} s for ${piece}`);
  }
});

test('a folder called like what every object has is a folder as any other', () => {
  for (const folder of ['Constructor', 'toString', 'valueOf', '__proto__']) {
    assert.equal(nameFile(`${folder}/Heat (1995).mkv`).kind, 'movie', folder);
  }
});

test('a folder of thousands is read in steps', () => {
  const names = Array.from({ length: 5000 }, (_, at) => `Film ${at} (1999).mkv`);
  const steps = [...nameFiles('', names)].length;
  assert.ok(steps >= 50, `${steps} steps`);
});
