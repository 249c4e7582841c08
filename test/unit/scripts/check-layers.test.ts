import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerProblems } from '../../../scripts/check-layers.ts';

const allowed: { path: string; line: string }[] = [
  { path: 'src/hls/grid.ts', line: "import { Ticks } from '../core/ticks.ts';" },
  { path: 'src/hls/grid.ts', line: "import { x } from './codecs.ts';" },
  { path: 'src/stream/segment-service.ts', line: "} from '../cache/cache.ts';" },
  { path: 'src/verify/pictures.ts', line: "import { grid } from '../hls/grid.ts';" },
  { path: 'src/cli/main.ts', line: "const { start } = await import('../app.ts');" },
  { path: 'src/cli/main.ts', line: "import p from '../../package.json' with { type: 'json' };" },
  { path: 'src/app.ts', line: "import { serve } from './http/server.ts';" },
  { path: 'src/library/db.ts', line: "import BetterSqlite3 from 'better-sqlite3';" },
  { path: 'src/http/server.ts', line: "import { App } from 'uWebSockets.js';" },
  { path: 'src/parts/addon.ts', line: "require('../../build/haema.node')" },
  { path: 'src/engine/files/list.ts', line: "import { readdir } from 'node:fs/promises';" },
  { path: 'src/library/db.ts', line: "import { mkdirSync } from 'node:fs';" },
  { path: 'native/addon.cc', line: '#include "bindings/probe.h"' },
  { path: 'native/bindings/job.h', line: '#include <napi.h>' },
  { path: 'native/bindings/job.h', line: '#include "av/cancel.h"' },
  { path: 'native/engine/cut.cc', line: '#include "av/input.h"' },
  { path: 'native/engine/cut.cc', line: '  // as av_frame_free() would do' },
  { path: 'native/av/handles.h', line: 'using Frame = Free<&av_frame_free>;' },
  { path: 'test/unit/hls/grid.test.ts', line: "import { App } from 'uWebSockets.js';" },
];

const refused: { path: string; line: string; says: string }[] = [
  {
    path: 'src/core/ids.ts',
    line: "import { grid } from '../hls/grid.ts';",
    says: 'src/core must not import from src/hls',
  },
  {
    path: 'src/engine/engine.ts',
    line: "import type { Db } from '../library/db.ts';",
    says: 'src/engine must not import from src/library',
  },
  {
    path: 'src/library/scan.ts',
    line: "const m = await import('../stream/prefetch.ts');",
    says: 'src/library must not import from src/stream',
  },
  {
    path: 'src/http/server.ts',
    line: "import { start } from '../app.ts';",
    says: 'src/http must not import from src/app.ts',
  },
  {
    path: 'src/hls/grid.ts',
    line: "import '../../test/support/temp-dir.ts';",
    says: 'src/hls must not import test/support/temp-dir.ts, outside of src/',
  },
  {
    path: 'src/web/api.ts',
    line: "import { HaemaError } from '../core/errors.ts';",
    says: 'src/web must not import from src/core',
  },
  {
    path: 'src/novel/thing.ts',
    line: "import { Ticks } from '../core/ticks.ts';",
    says: 'src/novel has no rule yet: add it to check-layers.ts',
  },
  {
    path: 'src/history/watch.ts',
    line: "import type { Database } from 'better-sqlite3';",
    says: 'only src/library/db.ts imports better-sqlite3',
  },
  {
    path: 'src/http/routes/hls.ts',
    line: "import type { App } from 'uWebSockets.js';",
    says: 'only src/http/server.ts imports uWebSockets.js',
  },
  {
    path: 'src/stream/x.ts',
    line: "createRequire(import.meta.url)('../../build/haema.node')",
    says: 'only src/parts/ loads compiled parts',
  },
  {
    path: 'src/library/scan.ts',
    line: "import { stat } from 'node:fs/promises';",
    says: 'a share that hangs must not stop the server: what is served is read by src/engine/',
  },
  {
    path: 'native/av/input.cc',
    line: '#include "engine/probe.h"',
    says: 'native/av must not import from native/engine',
  },
  {
    path: 'native/addon.cc',
    line: '#include "engine/probe.h"',
    says: 'native/addon.cc must not import from native/engine',
  },
  {
    path: 'native/engine/probe.h',
    line: '#include <napi.h>',
    says: 'only native/addon.cc and native/bindings/ know of JavaScript',
  },
  {
    path: 'native/engine/cut.cc',
    line: '  av_packet_free(&packet);',
    says: 'only native/av/ frees what libav has made',
  },
  {
    path: 'native/bindings/job.h',
    line: '  avformat_close_input(&input);',
    says: 'only native/av/ frees what libav has made',
  },
];

for (const { path, line } of allowed) {
  test(`${path} may say: ${line}`, () => {
    assert.deepEqual(layerProblems({ path, text: `\n${line}\n` }), []);
  });
}

for (const { path, line, says } of refused) {
  test(`${path} may not say: ${line}`, () => {
    assert.deepEqual(layerProblems({ path, text: `\n${line}\n` }), [`${path}:2: ${says}`]);
  });
}
