/** Which refused opens are signs of a hostile file. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Trespasses } from '../../../src/engine/children/trespasses.ts';

const READABLE = { programs: ['/usr', '/proc'], folders: ['/films'] };

const told = (path: string, writes = false): boolean =>
  new Trespasses().note([{ path, writes }], READABLE).length === 1;

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

test('each is told once, some of many, and all are counted', () => {
  const trespasses = new Trespasses();
  const tries = Array.from({ length: 300 }, (_, nth) => ({ path: `/etc/${nth}`, writes: false }));
  assert.equal(trespasses.note([...tries, ...tries], READABLE).length, 100);
  assert.equal(trespasses.count, 600);
});

test('who may read everything is refused nothing by the sandbox', () => {
  assert.deepEqual(new Trespasses().note([{ path: '/etc/shadow', writes: false }], null), []);
});
