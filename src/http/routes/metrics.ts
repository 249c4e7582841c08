import { Gauge, Registry } from 'prom-client';
import { words } from '../openapi/operation.ts';
import type { Route } from '../route.ts';
import type { Engine, EngineFacts } from '../services.ts';
import { text } from '../text.ts';

const GAUGES: Readonly<
  Record<string, readonly [help: string, of: (facts: EngineFacts) => number]>
> = {
  haema_engine_children: ['Engine children that run', ({ children }) => children.length],
  haema_engine_children_stalled: [
    'Engine children with a job that does not get on',
    ({ children }) => children.filter(({ stalled }) => stalled).length,
  ],
  haema_engine_children_abandoned: [
    'Killed engine children that wait for a disk or a share',
    ({ abandoned }) => abandoned,
  ],
  haema_engine_restarts: ['Engine children that were lost', ({ restarts }) => restarts],
  haema_engine_jobs_running: ['Jobs that children have in hand', ({ jobs }) => jobs.running],
  haema_engine_jobs_waiting: ['Jobs that wait for their turn', ({ jobs }) => jobs.waiting],
  haema_engine_memory_bytes: [
    'Memory of all engine children',
    ({ children }) => children.reduce((sum, { memory }) => sum + memory, 0),
  ],
  haema_engine_benched_files: [
    'Files that are refused for a while',
    ({ benched }) => benched.length,
  ],
};

/** For Prometheus. */
export const metricsRoute = (engine: Engine): Route => {
  const registry = new Registry();
  const gauges = Object.entries(GAUGES).map(([name, [help, measure]]) => {
    const gauge = new Gauge({ name, help, registers: [registry] });
    return (facts: EngineFacts): void => gauge.set(measure(facts));
  });
  return {
    name: 'metrics',
    path: '/metrics',
    sharing: 'api',
    answer: async () => {
      const facts = engine.now();
      for (const set of gauges) set(facts);
      const content = text(registry.contentType, await registry.metrics());
      return { ...content, cache: 'no-store', tag: null };
    },
    docs: {
      GET: {
        id: 'getMetrics',
        tag: 'Server',
        summary: 'Numbers of the engine, for Prometheus',
        answer: words('text/plain', 'In the text format of Prometheus', 'no-store'),
      },
    },
  };
};
