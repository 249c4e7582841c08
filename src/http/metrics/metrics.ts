/** What happens is counted as it does; what there is is looked at when somebody asks. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { JobEnd, JobKind, Meter, SegmentPlace } from '../../stream/meter.ts';
import type { Step } from '../../stream/steps.ts';
import type { RequestFacts } from '../exchange.ts';
import { type Facts, MEASURES, type Value } from './measures.ts';

/** From what is at hand to what a player gives up on. */
const ANSWER_SECONDS = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16];
const JOB_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 60];
const STEP_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8];

export class Metrics implements Meter {
  readonly #registry = new Registry();
  readonly #events = eventsIn(this.#registry);
  readonly #measures = measuresIn(this.#registry);
  #look: (() => Facts) | null = null;

  get type(): string {
    return this.#registry.contentType;
  }

  /** `look`: at what there is, each time that somebody asks. */
  watch(look: () => Facts): void {
    this.#look = look;
  }

  async text(): Promise<string> {
    const facts = this.#look?.();
    if (facts !== undefined) for (const set of this.#measures) set(facts);
    return this.#registry.metrics();
  }

  requestEnded({ route, status, bytes, answerMs }: RequestFacts): void {
    const { requests, sent, answers } = this.#events;
    requests.inc({ route, status: status === null ? 'none' : `${Math.floor(status / 100)}xx` });
    if (bytes > 0) sent.inc({ route }, bytes);
    if (answerMs !== null) answers.observe({ route }, answerMs / 1000);
  }

  jobEnded({ kind, outcome, waitedMs, tookMs }: JobEnd): void {
    const { jobs, waits, runs } = this.#events;
    jobs.inc({ kind, outcome });
    waits.observe({ kind }, waitedMs / 1000);
    if (tookMs !== null) runs.observe({ kind }, tookMs / 1000);
  }

  segmentMade(kind: JobKind, steps: readonly Step[]): void {
    for (const { name: step, ms } of steps) this.#events.steps.observe({ kind, step }, ms / 1000);
  }

  segmentSent(kind: JobKind, from: SegmentPlace): void {
    this.#events.segments.inc({ kind, from });
  }
}

const eventsIn = (registry: Registry) => {
  const registers = [registry];
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = (name: string, help: string, buckets: number[], ...labelNames: string[]) =>
    new Histogram({ name, help, buckets, labelNames, registers });
  return {
    requests: counter('haema_http_requests_total', 'Requests', 'route', 'status'),
    answers: histogram('haema_http_answer_seconds', 'To an answer', ANSWER_SECONDS, 'route'),
    sent: counter('haema_http_sent_bytes_total', 'Bytes of bodies that were sent', 'route'),
    segments: counter('haema_segments_total', 'Segments sent, by place', 'kind', 'from'),
    jobs: counter('haema_jobs_total', 'Jobs that have ended', 'kind', 'outcome'),
    waits: histogram('haema_job_wait_seconds', 'Until a job began', JOB_SECONDS, 'kind'),
    runs: histogram('haema_job_seconds', 'What a job took', JOB_SECONDS, 'kind'),
    steps: histogram(
      ...(['haema_segment_step_seconds', 'What a step of making a segment took'] as const),
      STEP_SECONDS,
      ...['kind', 'step'],
    ),
  };
};

const measuresIn = (registry: Registry) =>
  Object.entries(MEASURES).map(([name, { type, help, labels, of }]) => {
    const options = { name, help, labelNames: [...labels], registers: [registry] };
    const set = type === 'gauge' ? setGauge(new Gauge(options)) : setCounter(new Counter(options));
    return (facts: Facts): void => set(of(facts));
  });

const setGauge =
  (gauge: Gauge) =>
  (values: readonly Value[]): void => {
    gauge.reset();
    for (const { labels, value } of values) gauge.set(labels, value);
  };

/** Counted elsewhere. */
const setCounter =
  (counter: Counter) =>
  (values: readonly Value[]): void => {
    counter.reset();
    for (const { labels, value } of values) counter.inc(labels, value);
  };
