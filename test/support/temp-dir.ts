import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/**
 * A fresh folder that is removed, with all that is in it, when the test ends. What is still written
 * to by then goes when the process ends: after a hook that fails node:test runs no other, and what
 * they would have stopped keeps the process.
 */
export const tempDir = (t: TestContext): string => {
  const dir = mkdtempSync(join(tmpdir(), 'haema-test-'));
  const isRemoved = (): boolean => {
    try {
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
      return true;
    } catch {
      return false;
    }
  };
  t.after(() => {
    if (!isRemoved()) process.once('exit', isRemoved);
  });
  return dir;
};
