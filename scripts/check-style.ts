/**
 * The house numbers that no other tool holds: the length of files, of lines, of C++ and shell
 * functions (Biome counts those in TypeScript), and how files are named.
 */
import { posix } from 'node:path';
import { runCheck, type SourceFile } from './source-files.ts';

const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 40;
const MAX_COLUMNS = 100;

const NAMES: Readonly<Record<string, { readonly pattern: RegExp; readonly style: string }>> = {
  '.ts': { pattern: /^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/, style: 'kebab-case.ts' },
  '.tsx': { pattern: /^[a-z0-9]+(-[a-z0-9]+)*\.tsx$/, style: 'kebab-case.tsx' },
  '.cc': { pattern: /^[a-z0-9]+(_[a-z0-9]+)*\.cc$/, style: 'snake_case.cc' },
  '.h': { pattern: /^[a-z0-9]+(_[a-z0-9]+)*\.h$/, style: 'snake_case.h' },
  '.sh': { pattern: /^[a-z0-9]+(-[a-z0-9]+)*\.sh$/, style: 'kebab-case.sh' },
  '.sql': { pattern: /^\d{4}(-[a-z0-9]+)+\.sql$/, style: '0001-kebab-case.sql' },
};

/** What is wrong with one file, each as `path:line: rule`. */
export const styleProblems = ({ path, text }: SourceFile): string[] => {
  const lines = text.replace(/\n$/, '').split('\n');
  return [
    ...nameProblems(path),
    ...lengthProblems(lines),
    ...lines.flatMap(lineProblems),
    ...(/\.(cc|sh)$/.test(path) ? functionProblems(lines) : []),
  ].map((problem) => `${path}:${problem}`);
};

const nameProblems = (path: string): string[] => {
  const rule = NAMES[posix.extname(path)];
  return rule === undefined || rule.pattern.test(posix.basename(path))
    ? []
    : [`1: files are named ${rule.style}`];
};

const lengthProblems = (lines: readonly string[]): string[] =>
  lines.length <= MAX_FILE_LINES
    ? []
    : [`1: ${lines.length} lines, ${MAX_FILE_LINES} are allowed: is it one subject?`];

/** Columns are characters as people count them: `é` and `→` are one. */
const lineProblems = (line: string, index: number): string[] => {
  const columns = [...line].length;
  return columns <= MAX_COLUMNS
    ? []
    : [`${index + 1}: ${columns} columns, ${MAX_COLUMNS} are allowed`];
};

/**
 * Formatted code tells where functions are: one begins on the last line before its body that is
 * not indented, and ends with a lone `}`. Those within classes are not seen; they are short.
 */
const functionProblems = (lines: readonly string[]): string[] => {
  const problems: string[] = [];
  let start = 0;
  for (const [index, line] of lines.entries()) {
    const length = index - start + 1;
    const isFunction = !/^(namespace|extern|class|struct|enum|union)\b/.test(lines[start] ?? '');
    if (line === '}' && isFunction && length > MAX_FUNCTION_LINES) {
      problems.push(
        `${start + 1}: a function of ${length} lines, ${MAX_FUNCTION_LINES} are allowed`,
      );
    }
    if (/^[\w[:~]/.test(line)) start = index;
  }
  return problems;
};

if (import.meta.main) runCheck(styleProblems);
