import assert from 'node:assert/strict';
import { test } from 'node:test';
import { styleProblems } from '../../../scripts/check-style.ts';

const lines = (count: number, line = '  x();'): string => `${line}\n`.repeat(count);

const cases: { name: string; path: string; text: string; problems: string[] }[] = [
  { name: 'a file of 400 lines', path: 'src/a.ts', text: lines(400), problems: [] },
  {
    name: 'a file of 401 lines',
    path: 'src/a.ts',
    text: lines(401),
    problems: ['src/a.ts:1: 401 lines, 400 are allowed: is it one subject?'],
  },
  { name: 'a line of 100 columns', path: 'src/a.ts', text: '→'.repeat(100), problems: [] },
  {
    name: 'a line of 101 columns',
    path: 'src/a.ts',
    text: `\n${'→'.repeat(101)}\n`,
    problems: ['src/a.ts:2: 101 columns, 100 are allowed'],
  },
  { name: 'a good name', path: 'test/unit/grid-plan.test.ts', text: '', problems: [] },
  {
    name: 'a TypeScript file in camel case',
    path: 'src/gridPlan.ts',
    text: '',
    problems: ['src/gridPlan.ts:1: files are named kebab-case.ts'],
  },
  {
    name: 'a header in kebab case',
    path: 'native/av/ts-writer.h',
    text: '',
    problems: ['native/av/ts-writer.h:1: files are named snake_case.h'],
  },
  {
    name: 'a function of 40 lines in a namespace',
    path: 'native/av/a.cc',
    text: `namespace haema {\n\nint f(int a,\n      int b) {\n${lines(37)}}\n\n}  // haema\n`,
    problems: [],
  },
  {
    name: 'a function of 41 lines',
    path: 'native/av/a.cc',
    text: `#include "a.h"\n\nint f(int a,\n      int b) {\n${lines(38)}}\n`,
    problems: ['native/av/a.cc:3: a function of 41 lines, 40 are allowed'],
  },
  {
    name: 'a class of more lines',
    path: 'native/av/a.cc',
    text: `class A {\n${lines(60)}};\n\nnamespace {\n${lines(60)}\n}\n`,
    problems: [],
  },
  {
    name: 'a shell function of 41 lines',
    path: 'scripts/a.sh',
    text: `set -eu\n\nrun() {\n${lines(39)}}\n`,
    problems: ['scripts/a.sh:3: a function of 41 lines, 40 are allowed'],
  },
];

for (const { name, path, text, problems } of cases) {
  test(`check-style: ${name}`, () => assert.deepEqual(styleProblems({ path, text }), problems));
}
