/** How a file that nobody knows yet is looked into. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { HaemaError } from '../../../src/core/errors.ts';
import { SILENT } from '../../../src/core/log.ts';
import type { Engine, FileVersion, SourceRef } from '../../../src/engine/types.ts';
import { isSameVersion } from '../../../src/stream/snapshot.ts';
import { DEFAULT_SETTINGS } from '../../../src/stream/title.ts';
import { Titles } from '../../../src/stream/titles.ts';
import { ID } from '../../support/fake-copies.ts';
import { fakeProbe } from '../../support/fake-probe.ts';

type Asked = SourceRef & { readonly version: FileVersion; readonly grown?: boolean };

const never = new AbortController().signal;

/** `change`: of the file while it is looked into for the first time. */
const bench = (change?: Partial<{ size: number; content: string }>) => {
  const asked: string[] = [];
  const kept: string[] = [];
  const file = { size: 1000, mtimeUs: 1, content: 'a film' };
  let isOver = change === undefined;
  const probe = async ({ version, grown = false }: Asked) => {
    asked.push(grown ? 'probe what has grown' : 'probe');
    await new Promise(setImmediate);
    if (!isOver) Object.assign(file, { mtimeUs: file.mtimeUs + 1, ...change });
    isOver = true;
    if (!grown && !isSameVersion(file, version)) throw new HaemaError('SOURCE_CHANGED', 'changed');
    return fakeProbe({ version });
  };
  const titles = new Titles({
    engine: { build: 'test', probe } as unknown as Engine,
    files: {
      source: () => ({ root: '/', path: 'a.mp4' }),
      version: async () => ({ size: file.size, mtimeUs: file.mtimeUs }),
      keepHash: (_id, { size }, hash) => void kept.push(`${size}: ${hash}`),
      drawable: () => [],
      refusal: () => null,
      knownHash: () => null,
      sampledHash: async (_source, size) => {
        asked.push('hash');
        const hash = `${size} of ${file.content}`;
        await new Promise(setImmediate);
        asked.push('hashed');
        return hash;
      },
    },
    facts: {
      load: async () => null,
      save: async () => undefined,
      loadCopies: async () => null,
      saveCopies: async () => undefined,
    },
    ...{ settings: DEFAULT_SETTINGS, build: 'test', log: SILENT },
  });
  return { titles, asked, kept };
};

test('a file is hashed while it is looked into', async () => {
  const { titles, asked, kept } = bench();
  await titles.survey(ID, never);
  assert.deepEqual([asked, kept], [['hash', 'probe', 'hashed'], ['1000: 1000 of a film']]);
});

test('one that grows meanwhile is looked into as it was', async () => {
  const { titles, asked, kept } = bench({ size: 1200 });
  await titles.survey(ID, never);
  assert.equal(asked.at(-1), 'probe what has grown');
  assert.deepEqual(kept, ['1000: 1000 of a film']);
});

for (const size of [800, 1000, 1200]) {
  test(`one that another of ${size} bytes replaces meanwhile is told as changed`, async () => {
    const { titles, kept } = bench({ size, content: 'another' });
    await assert.rejects(titles.survey(ID, never), { code: 'SOURCE_CHANGED' });
    assert.deepEqual(kept, []);
  });
}
