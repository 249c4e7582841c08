import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/**
 * A fresh folder that is removed, with all that is in it, when the test ends; also while something
 * finishes a last file in it.
 */
export const tempDir = (t: TestContext): string => {
  const dir = mkdtempSync(join(tmpdir(), 'haema-test-'));
  t.after(() => rmSync(dir, { recursive: true, force: true, maxRetries: 20 }));
  return dir;
};
