/** Which refused opens are signs of a hostile file. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Attempt } from '../../../src/engine/children/task.ts';
import { Trespasses } from '../../../src/engine/children/trespasses.ts';

const READABLE = { programs: ['/usr', '/proc'], folders: ['/films'] };

const CHILD = { attempts: new Map(), readable: READABLE };

const told = (path: string, writes = false): boolean =>
  new Trespasses().note(CHILD, [{ path, writes }]).length === 1;

test('what lies elsewhere is told, however it is called', () => {
  assert.ok(told('/etc/passwd'));
  assert.ok(told('/films/../etc/passwd'));
  assert.ok(told('/films2/film.mkv'));
  assert.ok(told('etc/passwd'));
});

test('what a child is to read may be refused by its own rights', () => {
  assert.ok(!told('/films/private/film.mkv'));
  assert.ok(!told('/films'));
  assert.ok(!told('/usr/share/fonts/private'));
});

test('nobody else is looked into, and nothing is written', () => {
  assert.ok(told('/proc/1/environ'));
  assert.ok(told('/films/made', true));
});

test('what keeps fonts tries to keep them', () => {
  assert.ok(!told('/var/cache/fontconfig/x.cache-8.NEW', true));
});

test('each is told once an hour, some of many, and all are counted', (t) => {
  let clock = 0;
  t.mock.method(performance, 'now', () => clock);
  const trespasses = new Trespasses();
  const tries = Array.from({ length: 300 }, (_, nth) => ({ path: `/etc/${nth}`, writes: false }));
  assert.equal(trespasses.note(CHILD, [...tries, ...tries]).length, 100);
  assert.equal(trespasses.count, 600);
  clock += 3_600_000;
  assert.equal(trespasses.note(CHILD, tries).length, 100);
});

test('what was read meanwhile is named, each file once', () => {
  const attempt = { task: { source: { root: '/films', path: 'film.mkv' } } } as Attempt;
  const attempts = new Map([1, 2].map((id) => [id, attempt]));
  const [trespass] = new Trespasses().note({ ...CHILD, attempts }, [
    { path: '/etc/passwd', writes: false },
  ]);
  assert.deepEqual(trespass?.sources, [{ root: '/films', path: 'film.mkv' }]);
});
