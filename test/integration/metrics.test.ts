/** What a running server tells of itself, held against docs/metrics.md and the dashboard. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { serveClips } from '../support/app.ts';
import { childEngine } from '../support/children.ts';
import {
  dashboardExpressions,
  documentedMetrics,
  metricIn,
  scrapedMetrics,
} from '../support/metrics.ts';

const scrape = async (url: string): Promise<string> => {
  const reply = await fetch(`${url}/metrics`);
  assert.match(reply.headers.get('content-type') ?? '', /^text\/plain/);
  return reply.text();
};

/** A server that has made, sent, refused and lost something. */
const busy = async (t: TestContext) => {
  const engine = childEngine(t, { processes: 1 });
  const { url, ids } = await serveClips(t, ['h264.mp4'], {}, engine);
  const video = `${url}/api/v1/video/${ids['h264']}`;
  const segment = async (): Promise<void> => {
    const reply = await fetch(`${video}/240p_h264/1.ts`);
    assert.equal(reply.status, 200);
    await reply.arrayBuffer();
  };
  await segment();
  await segment();
  await (await fetch(`${url}/api/v1/image/${ids['h264']}/thumbnail`)).arrayBuffer();
  await fetch(`${url}/nothing`);
  return { url, video, engine };
};

test('every metric is documented as it is, and the other way round', async (t) => {
  const { url } = await busy(t);
  assert.deepEqual(scrapedMetrics(await scrape(url)), documentedMetrics());
});

test('what happened is counted', async (t) => {
  const { url, video, engine } = await busy(t);
  process.kill(engine.status().children[0]?.pid ?? 0, 'SIGKILL');
  const leaving = new AbortController();
  const left = fetch(`${video}/240p_h264/2.ts`, { signal: leaving.signal });
  leaving.abort();
  await assert.rejects(left);
  let text = '';
  do text = await scrape(url);
  while (
    metricIn(text, 'haema_engine_restarts_total') === 0 ||
    metricIn(text, 'haema_scan_phase', '{phase="idle"}') === 0
  );
  const is = (value: number, name: string, labels = ''): void =>
    assert.equal(metricIn(text, name, labels), value, `${name}${labels}`);
  is(1, 'streaming_active_streams');
  is(1, 'haema_segments_total', '{kind="transcode",from="made"}');
  is(2, 'haema_http_requests_total', '{route="segment",status="2xx"}');
  is(1, 'haema_http_requests_total', '{route="none",status="4xx"}');
  is(2, 'haema_http_answer_seconds_count', '{route="segment"}');
  is(1, 'haema_jobs_total', '{kind="picture",outcome="done"}');
  is(1, 'haema_engine_restarts_total');
  is(1, 'haema_scan_files', '{state="found"}');
  is(1, 'haema_scan_phase', '{phase="idle"}');
  for (const step of ['open', 'decode', 'encode', 'mux']) {
    const name = 'haema_segment_step_seconds_sum';
    assert.ok(metricIn(text, name, `{kind="transcode",step="${step}"}`) > 0, step);
  }
  assert.ok(metricIn(text, 'haema_cache_bytes', '{tier="memory"}') > 10_000);
  assert.ok(metricIn(text, 'streaming_memory_bytes') > 50e6);
  assert.ok(metricIn(text, 'haema_cpu_seconds_total') > 0);
});

test('the dashboard shows every metric, and nothing that is not there', () => {
  const documented = documentedMetrics();
  const names = Object.entries(documented).flatMap(([name, { type }]) =>
    type === 'histogram' ? [`${name}_bucket`] : [name],
  );
  const shown = new Set<string>();
  for (const [title, expression] of dashboardExpressions()) {
    const used = expression.match(/\b(?:haema|streaming)_\w+/g) ?? [];
    assert.ok(used.length > 0, `${title}: ${expression}`);
    for (const name of used) {
      assert.ok(names.includes(name), `${title} shows ${name}, which is not there`);
      shown.add(name);
    }
    const labels = [...expression.matchAll(/by \(([^)]*)\)/g)].flatMap(([, all = '']) =>
      all.split(', '),
    );
    const known = used.flatMap((name) => documented[name.replace(/_bucket$/, '')]?.labels ?? []);
    for (const label of labels) assert.ok(['le', ...known].includes(label), `${title}: ${label}`);
  }
  assert.deepEqual(
    names.filter((name) => !shown.has(name)),
    [],
  );
});
