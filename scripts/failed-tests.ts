/** A reporter of `node --test`: the files with a test that failed, a line each. */
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

// biome-ignore lint/style/noDefaultExport: node looks for a reporter there
export default async function* failedTests(events: AsyncIterable<TestEvent>) {
  const files = new Set<string>();
  for await (const { type, data } of events) {
    if (type === 'test:fail' && data.file !== undefined) files.add(relative('.', data.file));
  }
  for (const file of files) yield `${file}\n`;
}
