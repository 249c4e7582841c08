import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/**
 * A fresh folder that is removed, with all that is in it, when the test ends. What is still written
 * to by then has to go when the process ends: after a hook that fails node:test runs no other, and
 * what they would have stopped keeps the process.
 */
export const tempDir = (t: TestContext): string => {
  const dir = mkdtempSync(join(tmpdir(), 'haema-test-'));
  const remove = (maxRetries: number): void =>
    rmSync(dir, { recursive: true, force: true, maxRetries });
  t.after(() => {
    try {
      remove(5);
    } catch {
      process.once('exit', () => remove(20));
    }
  });
  return dir;
};
