/** What is looked at when somebody asks for metrics; docs/metrics.md has it in words. */
import packageJson from '../../../package.json' with { type: 'json' };
import type { EngineFacts } from '../services.ts';

/** One place of the cache. */
interface Tier {
  readonly tier: string;
  readonly entries: number;
  readonly bytes: number;
  readonly limitBytes: number;
  readonly waiting: number;
  readonly hits: number;
  readonly misses: number;
  readonly dropped: number;
}

interface Usage {
  readonly cpuSeconds: number;
  readonly cpuPercent: number;
  readonly serverMemory: number;
  readonly childMemory: number;
  readonly threads: number;
  readonly openFiles: number;
}

export interface Facts {
  readonly usage: Usage;
  readonly activeStreams: number;
  /** Of the scheduler. */
  readonly jobs: { readonly waiting: number; readonly running: number };
  readonly engine: EngineFacts;
  readonly tiers: readonly Tier[];
  readonly scan: {
    readonly phase: string;
    readonly found: number;
    readonly probed: number;
    readonly failed: number;
    readonly left: number;
    readonly offline: readonly string[];
    readonly last: string | null;
  };
  readonly eventClients: number;
  /** Places in films that are not in the database yet. */
  readonly unsaved: number;
}

export interface Value {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Measure {
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly labels: readonly string[];
  readonly of: (facts: Facts) => readonly Value[];
}

type Single = (facts: Facts) => number;

const gauge = (help: string, of: Single): Measure => single('gauge', help, of);
const counter = (help: string, of: Single): Measure => single('counter', help, of);

const single = (type: Measure['type'], help: string, of: Single): Measure => ({
  ...{ type, help, labels: [] },
  of: (facts) => [{ labels: {}, value: of(facts) }],
});

const perTier = (type: Measure['type'], help: string, of: (tier: Tier) => number): Measure => ({
  ...{ type, help, labels: ['tier'] },
  of: ({ tiers }) => tiers.map((it) => ({ labels: { tier: it.tier }, value: of(it) })),
});

const gaugeBy = (
  label: string,
  help: string,
  of: (facts: Facts) => Readonly<Record<string, number>>,
): Measure => ({
  ...{ type: 'gauge', help, labels: [label] },
  of: (facts) =>
    Object.entries(of(facts)).map(([name, value]) => ({ labels: { [label]: name }, value })),
});

const startedAt = Date.now() / 1000 - process.uptime();

const SERVER: Readonly<Record<string, Measure>> = {
  haema_info: gaugeBy('version', 'Always 1', () => ({ [packageJson.version]: 1 })),
  haema_start_time_seconds: gauge('When the server was started, since 1970', () => startedAt),
  streaming_active_streams: gauge(
    'Viewers, once for each title, that have asked for a segment in the last 30 seconds',
    (facts) => facts.activeStreams,
  ),
  streaming_cpu_percent: gauge(
    'Processor time of the server and its children since the last scrape, in percent of one core',
    ({ usage }) => usage.cpuPercent,
  ),
  streaming_memory_bytes: gauge(
    'Resident memory of the server and its children together',
    ({ usage }) => usage.serverMemory + usage.childMemory,
  ),
  haema_memory_bytes: gaugeBy('process', 'The same, apart', ({ usage }) => ({
    server: usage.serverMemory,
    children: usage.childMemory,
  })),
  haema_cpu_seconds_total: counter(
    'Processor time of the server and its children',
    ({ usage }) => usage.cpuSeconds,
  ),
  haema_threads: gauge('Threads of the server and its children', ({ usage }) => usage.threads),
  haema_open_files: gauge('Descriptors that the server has open', ({ usage }) => usage.openFiles),
  haema_event_clients: gauge('Who listens to events', (facts) => facts.eventClients),
  haema_history_unsaved: gauge(
    'Places in films that are not in the database yet',
    (facts) => facts.unsaved,
  ),
};

const CACHE: Readonly<Record<string, Measure>> = {
  haema_cache_hits_total: perTier('counter', 'Looks that found something', (it) => it.hits),
  haema_cache_misses_total: perTier(
    'counter',
    'Looks that found nothing; before a segment is made there are several',
    (it) => it.misses,
  ),
  haema_cache_dropped_total: perTier(
    'counter',
    'What was to be kept and was not: too large, or the disk was full, slow or out of order',
    (it) => it.dropped,
  ),
  haema_cache_bytes: perTier('gauge', 'What is kept', (it) => it.bytes),
  haema_cache_limit_bytes: perTier('gauge', 'What may be kept', (it) => it.limitBytes),
  haema_cache_entries: perTier('gauge', 'Segments and pictures that are kept', (it) => it.entries),
  haema_cache_waiting: perTier('gauge', 'What is still to be written', (it) => it.waiting),
};

const ENGINE: Readonly<Record<string, Measure>> = {
  haema_queue_jobs: gaugeBy('state', 'Jobs in hand and in the queue', ({ jobs }) => ({ ...jobs })),
  haema_engine_children: gauge('Engine children that run', ({ engine }) => engine.children.length),
  haema_engine_children_stalled: gauge(
    'Engine children with a job that does not get on',
    ({ engine }) => engine.children.filter(({ stalled }) => stalled).length,
  ),
  haema_engine_children_abandoned: gauge(
    'Killed engine children that wait for a disk or a share',
    ({ engine }) => engine.abandoned,
  ),
  haema_engine_restarts_total: counter(
    'Engine children that were lost',
    ({ engine }) => engine.restarts,
  ),
  haema_engine_trespasses_total: counter(
    'Files that engine children tried to open, and were refused',
    ({ engine }) => engine.trespasses,
  ),
  haema_engine_jobs_running: gauge(
    'Calls that children have in hand',
    ({ engine }) => engine.jobs.running,
  ),
  haema_engine_open_inputs: gauge('Files that children keep open', ({ engine }) =>
    engine.children.reduce((total, child) => total + child.open_inputs, 0),
  ),
  haema_engine_pooled_bytes: gauge('What open files and warm decoders hold', ({ engine }) =>
    engine.children.reduce((total, child) => total + child.pooled_bytes, 0),
  ),
  haema_engine_benched_files: gauge(
    'Files that are refused for a while',
    ({ engine }) => engine.benched.length,
  ),
};

const PHASES = ['listing', 'probing', 'idle'];

const LIBRARY: Readonly<Record<string, Measure>> = {
  haema_scan_phase: gaugeBy('phase', '1 for what is being done now', ({ scan }) =>
    Object.fromEntries(PHASES.map((phase) => [phase, Number(scan.phase === phase)])),
  ),
  haema_scan_files: gaugeBy('state', 'Files, as the look through the folders has them', (facts) => {
    const { found, probed, failed, left } = facts.scan;
    return { found, probed, failed, left };
  }),
  haema_scan_last_timestamp_seconds: gauge(
    'When the folders were last looked through, since 1970; 0 before',
    ({ scan }) => (scan.last === null ? 0 : Date.parse(scan.last) / 1000),
  ),
  haema_folders_away: gauge('Folders that are away', ({ scan }) => scan.offline.length),
};

export const MEASURES: Readonly<Record<string, Measure>> = {
  ...SERVER,
  ...CACHE,
  ...ENGINE,
  ...LIBRARY,
};
