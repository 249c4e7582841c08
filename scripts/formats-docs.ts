/**
 * Writes the table in docs/formats.md and test/corpus-expected.json from what haema says of the
 * corpus. Look at the difference before it is kept.
 *
 *   bin/haema verify "$HAEMA_CORPUS" --sample 6 --json | node scripts/formats-docs.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { type Verdict, verdictsOf } from '../test/support/verdicts.ts';

export const FORMATS_DOCS = 'docs/formats.md';
export const CORPUS_EXPECTED = 'test/corpus-expected.json';

const MARK = '<!-- Below: written by scripts/formats-docs.ts. -->\n';

/** The page with another table. */
export const formatsDocs = (page: string, verdicts: Readonly<Record<string, Verdict>>): string => {
  const [head] = page.split(MARK);
  const rows = Object.entries(verdicts).map(([file, verdict]) => rowOf(file, verdict));
  const counts = COUNTED.map(
    ([name, words]) =>
      `${Object.values(verdicts).filter(({ verdict }) => verdict === name).length} ${words}`,
  );
  const table = `| file | plays | why |\n|---|---|---|\n${rows.join('')}`;
  return `${head}${MARK}\n${counts.join(', ')}.\n\n${table}`;
};

const COUNTED = [
  ['copy', 'play as copy'],
  ['transcode', 'as transcode'],
  ['refused', 'are refused'],
  ['fails', 'fail'],
] as const;

const rowOf = (file: string, { verdict, reason, notCopied }: Verdict): string => {
  const words = verdict === 'copy' || verdict === 'transcode' ? `as ${verdict}` : verdict;
  return `| ${file} | ${words} | ${(reason ?? notCopied ?? '').replaceAll('|', '\\|')} |\n`;
};

if (import.meta.main) {
  const verdicts = verdictsOf(await text(process.stdin));
  writeFileSync(CORPUS_EXPECTED, `${JSON.stringify(verdicts, null, 2)}\n`);
  writeFileSync(FORMATS_DOCS, formatsDocs(readFileSync(FORMATS_DOCS, 'utf8'), verdicts));
}
