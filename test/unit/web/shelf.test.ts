import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Shelf } from '../../../src/web/data/shelf.ts';

/** Cards of a page. */
const PAGE = 120;

/** A list that is asked over a line which may be cut, and the offsets that were asked for. */
const setUp = (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  Object.assign(globalThis, { window: globalThis });
  const server = { titles: ['A'], isAway: false, asked: [] as number[] };
  t.mock.method(globalThis, 'fetch', async (address: string) => {
    const offset = Number(new URL(address, 'http://haema').searchParams.get('offset'));
    server.asked.push(offset);
    if (server.isAway) throw new TypeError('cut');
    const page = server.titles.slice(offset, offset + PAGE);
    const cards = page.map((title) => ({ id: title, kind: 'movie', title, seasons: 0 }));
    return new Response(JSON.stringify({ total: server.titles.length, cards }));
  });
  const shelf = new Shelf({});
  /** What the first place of the second page was, after every change. */
  const shown: (string | null)[] = [];
  t.after(shelf.listen(() => void shown.push(shelf.card(PAGE)?.title ?? null)));
  return { server, shelf, shown };
};

const titles = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `Title ${index}`);

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((done) => void setImmediate(done));
};

test('what could not be had is asked for again by itself', async (t) => {
  const { server, shelf, shown } = setUp(t);
  server.titles = titles(2 * PAGE);
  shelf.refresh();
  await until(() => shown.length === 1);
  server.isAway = true;
  shelf.need(PAGE, PAGE + 10);
  await until(() => server.asked.length === 2);
  server.isAway = false;
  await until(() => {
    t.mock.timers.tick(3000);
    return server.asked.length === 3;
  });
  await until(() => shown.length === 2);
  assert.deepEqual(shown, [null, `Title ${PAGE}`]);
});

test('what is on the screen stays until it is there anew, however many there are', async (t) => {
  const { server, shelf, shown } = setUp(t);
  server.titles = titles(3 * PAGE);
  shelf.need(0, PAGE + 10);
  await until(() => shown.length === 2);
  server.titles = ['First', ...server.titles];
  shelf.need(PAGE, 2 * PAGE + 10);
  await until(() => shown.length === 4);
  assert.equal(shelf.total, 3 * PAGE + 1);
  assert.equal(shelf.card(0), null, 'it is not on the screen');
  assert.deepEqual(
    shown.slice(1),
    [1, 1, 0].map((moved) => `Title ${PAGE - 1 + moved}`),
  );
});

test('of thousands those near the screen are held, and what has the focus', async (t) => {
  const { server, shelf, shown } = setUp(t);
  server.titles = titles(30 * PAGE);
  for (let page = 0; page < 30; page++) {
    shelf.need(page * PAGE, page * PAGE + 10, [PAGE]);
    await until(() => shelf.card(page * PAGE) !== null);
  }
  const isHeld = (page: number): boolean => shelf.card(page * PAGE) !== null;
  assert.deepEqual([0, 1, 2, 20, 28, 29].map(isHeld), [false, true, false, false, true, true]);
  const { length } = shown;
  shelf.need(0, 10);
  await until(() => shown.length > length);
  assert.equal(shelf.card(0)?.title, 'Title 0');
});
