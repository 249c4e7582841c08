/** What a file could do that took over its decoder, tried on a decoder's thread in a child. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import {
  childEngine,
  type Fault,
  makeWith,
  openWith,
  order,
  orderAhead,
  pids,
} from '../support/children.ts';
import { clip } from '../support/clips.ts';
import { tempDir } from '../support/temp-dir.ts';
import { open, until } from '../support/title.ts';

const confined = (t: TestContext) => {
  const parent = tempDir(t);
  const folder = join(parent, 'films');
  mkdirSync(folder);
  copyFileSync(clip('h264.mp4'), join(folder, 'film.mp4'));
  process.env['HAEMA_DEBUG_FOLDER'] = folder;
  t.after(() => Reflect.deleteProperty(process.env, 'HAEMA_DEBUG_FOLDER'));
  const engine = childEngine(t, { processes: 1, folders: [folder] });
  return { parent, folder, film: join(folder, 'film.mp4'), engine };
};

/** Node's name of it is missing where a seccomp filter is what sends it. */
const SIGSYS = 31;

test('a child opens what is served, and nothing else', async (t) => {
  const { parent, folder, film, engine } = confined(t);
  const title = await openWith(engine, film);
  const [pid] = pids(engine);
  const [child] = engine.status().children;
  assert.deepEqual([child?.filesConfined, child?.callsConfined], [true, true]);
  const faults: Fault[] = ['readElsewhere', 'writeBeside', 'writeWithin'];
  for (const [index, fault] of faults.entries()) {
    await order(fault, pid ?? 0);
    await makeWith(engine, title, index);
    assert.deepEqual(pids(engine), [pid], `${fault} was refused`);
  }
  const told = engine.entries.filter(({ message }) => message.includes('tried to'));
  assert.deepEqual(
    told.map(({ fields, message }) => [fields['path'], / (read|write) /.exec(message)?.[1]]),
    [
      ['/etc/passwd', 'read'],
      [join(parent, 'made'), 'write'],
      [join(folder, 'made'), 'write'],
    ],
  );
  for (const { fields } of told) {
    assert.deepEqual([fields['pid'], fields['files']], [pid, [{ path: 'film.mp4' }]]);
  }
  assert.equal(engine.status().trespasses, 3);
  assert.ok(!existsSync(join(folder, 'made')) && !existsSync(join(parent, 'made')));
  const elsewhere = join(tempDir(t), 'film.mp4');
  copyFileSync(film, elsewhere);
  await assert.rejects(openWith(engine, elsewhere), { code: 'READ_FAILED' });
});

for (const fault of ['connect', 'execute', 'trace'] as const) {
  test(`a child that tries to ${fault} is killed, and that is told`, async (t) => {
    const { film, engine } = confined(t);
    const title = await openWith(engine, film);
    const [pid] = pids(engine);
    await order(fault, pid ?? 0);
    assert.ok((await makeWith(engine, title, 0)).data.length > 0, 'another child makes it');
    await until(() => engine.status().restarts === 1);
    const told = engine.entries.find(({ message }) => message.includes('tried'));
    assert.ok(told, `nobody was told of signal ${SIGSYS}`);
  });
}

test('the first job of a child is confined already', async (t) => {
  const { film, engine } = confined(t);
  const title = await open(film);
  orderAhead('connect');
  await assert.rejects(makeWith(engine, title, 0), { code: 'MEDIA_CRASHES' });
  const told = engine.entries.filter(({ message }) => message.includes('an engine child'));
  assert.ok(told.length > 0);
  for (const { message } of told) assert.match(message, /tried/);
});

test('a folder that another one has taken the place of is read by a newer child', async (t) => {
  const { parent, folder, film, engine } = confined(t);
  await openWith(engine, film);
  const before = pids(engine);
  renameSync(folder, join(parent, 'away'));
  mkdirSync(folder);
  copyFileSync(clip('h264.mp4'), film);
  assert.equal((await openWith(engine, film)).probe.version.size, statSync(film).size);
  assert.notDeepEqual(pids(engine), before);
  await until(() => pids(engine).length === 1);
});
