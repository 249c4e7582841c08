/** Puts the layers together. */
import { availableParallelism, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Cache } from './cache/cache.ts';
import { diskCache, type LimitedCache } from './cache/disk-cache.ts';
import { isBeneath } from './cache/is-beneath.ts';
import { memoryCache } from './cache/memory-cache.ts';
import { tieredCache } from './cache/tiered-cache.ts';
import type { Config } from './config/options.ts';
import { tlsFiles } from './config/tls.ts';
import { HaemaError } from './core/errors.ts';
import type { Log } from './core/log.ts';
import { fromSeconds } from './core/ticks.ts';
import { createChildEngine } from './engine/children/engine.ts';
import { createEngine } from './engine/engine.ts';
import type { Engine, SourceRef } from './engine/types.ts';
import { watchFolders } from './engine/watch/watch-folders.ts';
import { Backups, backupsOf } from './history/backups.ts';
import { History } from './history/history.ts';
import { Profiles } from './history/profiles.ts';
import { HistoryStore } from './history/store.ts';
import { Watch } from './history/watch.ts';
import { WatchLists } from './history/watch-lists.ts';
import { createHandler, type Handler } from './http/handler.ts';
import { announce } from './http/mdns.ts';
import { Metrics } from './http/metrics/metrics.ts';
import { readPage } from './http/page-files.ts';
import type { Route } from './http/route.ts';
import { allRoutes } from './http/routes/routes.ts';
import { listen, type Server } from './http/server.ts';
import { Colours } from './library/colours.ts';
import { CueFacts } from './library/cue-facts.ts';
import type { Db } from './library/db.ts';
import type { LibraryVideo } from './library/described.ts';
import { Library } from './library/library.ts';
import { MediaFacts } from './library/media-facts.ts';
import { Rescans } from './library/rescans.ts';
import { openOrReplace } from './library/rescue.ts';
import { labelRoots } from './library/root-labels.ts';
import { type Folder, openFolders, type Root } from './library/roots.ts';
import { Catalog } from './stream/catalog.ts';
import { EngineReport } from './stream/engine-report.ts';
import { Events } from './stream/events.ts';
import { Inits } from './stream/inits.ts';
import { Images } from './stream/pictures/images.ts';
import { localPictures } from './stream/pictures/local-pictures.ts';
import { SharedPictures } from './stream/pictures/shared-pictures.ts';
import { Trickplay } from './stream/pictures/trickplay.ts';
import { PlaylistService } from './stream/playlist-service.ts';
import { ScanReport } from './stream/scan-report.ts';
import { Scheduler, schedulerOptions } from './stream/scheduler.ts';
import { SegmentService } from './stream/segment-service.ts';
import { serverFacts } from './stream/server-facts.ts';
import { Embedded } from './stream/subtitles/embedded.ts';
import { Fonts } from './stream/subtitles/fonts.ts';
import { type KnownCues, Readings } from './stream/subtitles/readings.ts';
import { Sidecars } from './stream/subtitles/sidecars.ts';
import { Subtitles } from './stream/subtitles/subtitles.ts';
import { Survey } from './stream/survey.ts';
import { DEFAULT_SETTINGS, type TitleSettings } from './stream/title.ts';
import { Titles } from './stream/titles.ts';
import { warmUp } from './stream/warm-up.ts';

export interface App {
  readonly port: number;
  /** In the local network, such as `haema.local`, once it is there; null where there is none. */
  readonly name: Promise<string | null>;
  /** Takes on those options that can be changed while it runs (`live`). */
  reload(config: Config): void;
  /** Answers what is in hand, for five seconds at most, and lets go of everything. */
  stop(): Promise<void>;
}

/** Segments that are asked for again within minutes: a few viewers' buffers. */
const MEMORY_BYTES = 256 * 1024 * 1024;

/**
 * `engine`: in the place of the one that the configuration asks for.
 * @throws HaemaError for a configuration that cannot be served
 */
export const start = async (config: Config, log: Log, engine?: Engine): Promise<App> => {
  const folders = openFolders(config.targetPath);
  await refuseWithin(folders, config);
  const { db, isNew } = openOrReplace(config.db, backupsOf(config.db).length > 0, log);
  const memory = memoryCache(MEMORY_BYTES);
  const disk = config.cache ? segmentsOnDisk(config, log) : null;
  const cache = disk === null ? memory : tieredCache(memory, disk);
  const store = new HistoryStore(db);
  const backups = new Backups(config.db, store, log);
  try {
    if (isNew) backups.restore();
    return await serve(config, { engine, folders, db, store, backups, memory, disk, cache, log });
  } catch (error) {
    await cache.close();
    db.close();
    throw error;
  }
};

interface Parts {
  readonly engine: Engine | undefined;
  readonly folders: readonly Folder[];
  readonly db: Db;
  readonly store: HistoryStore;
  readonly backups: Backups;
  readonly memory: Cache;
  readonly disk: LimitedCache | null;
  /** With the memory in front. */
  readonly cache: Cache;
  readonly log: Log;
}

const serve = async (config: Config, parts: Parts): Promise<App> => {
  const { folders, db, log } = parts;
  const facts = new MediaFacts(db);
  let library: Library | null = null;
  const find = (source: SourceRef): LibraryVideo | null => library?.at(source) ?? null;
  const engine = parts.engine ?? engineFor(config, folders, find, log);
  try {
    const roots = await labelRoots(db, engine, folders);
    tellOfThoseAway(folders, roots, log);
    library = new Library(db, engine, facts, roots, log);
    const colours = new Colours(db, log);
    return await serveLibrary(config, { ...parts, engine, facts, library, colours });
  } catch (error) {
    engine.close();
    throw error;
  }
};

const tellOfThoseAway = (folders: readonly Folder[], roots: readonly Root[], log: Log): void => {
  for (const { path, answers } of folders) {
    if (answers) continue;
    const isServed = roots.some((root) => root.path === path);
    const then = isServed ? 'it is served as soon as it does' : 'start haema again when it does';
    log.warn({ path }, `this folder does not answer; ${then}`);
  }
};

interface LibraryParts extends Parts {
  readonly engine: Engine;
  readonly facts: MediaFacts;
  readonly library: Library;
  readonly colours: Colours;
}

const serveLibrary = async (config: Config, parts: LibraryParts): Promise<App> => {
  const { engine, library, colours, db, backups, disk, cache, log } = parts;
  const settings = titleSettings(config);
  const meter = new Metrics();
  const { titles, inits, scheduler, segments } = segmentsOf(parts, settings, meter);
  const pictures = picturesOf(parts, titles, scheduler);
  const text = subtitlesOf(parts, titles, scheduler);
  const survey = new Survey({ library, titles, scheduler, log });
  const rescans = rescansOf(config, parts);
  const history = historyOf(parts);
  const scan = new ScanReport(library, survey);
  const events = new Events({ library, scan });
  const report = new EngineReport(engine, library, scheduler);
  meter.watch(serverFacts({ cache, events, report, scan, scheduler, segments, ...history }));
  let isEnding = false;
  const lack = lackOf(engine);
  const routes = allRoutes({
    catalog: new Catalog({ library, colours, files: engine, titles, inits, ...text.services }),
    playlists: new PlaylistService(titles, inits, text.services.subtitles),
    ...{ segments, ...text.services, scan, events, engine: report, metrics: meter },
    readiness: () => (isEnding ? 'haema ends' : lack()),
    ...{ ...pictures.services, ...history.services, page: readPage() },
  });
  const handle = handlerOf(routes, config, log);
  const server = await listenTo(config, handle.now, meter, log);
  for (const work of [survey, rescans]) work.start();
  getReady(parts, settings);
  const besides = beside(config, parts, server.port);
  const stop = async (): Promise<void> => {
    isEnding = true;
    rescans.stop();
    events.close();
    const scanned = Promise.all([library.stop(), survey.stop(), besides.stop()]);
    titles.stop();
    backups.stop();
    await stopServer(server, [segments, pictures, text]);
    engine.close();
    await Promise.all([cache.close(), scanned]);
    for (const late of [history, colours]) late.close();
    db.close();
  };
  const reload = (next: Config): void => takeOn(next, handle, rescans, disk);
  return { port: server.port, name: besides.name, reload, stop };
};

const takeOn = (
  next: Config,
  handle: ReturnType<typeof handlerOf>,
  rescans: Rescans,
  disk: LimitedCache | null,
): void => {
  handle.replace(next);
  rescans.setEvery(next.rescan);
  disk?.limitTo(next.cacheLimit);
};

const segmentsOf = (
  { engine, library, facts, memory, cache, log }: LibraryParts,
  settings: TitleSettings,
  meter: Metrics,
) => {
  const titles = new Titles({ engine, files: library, facts, settings, build: engine.build, log });
  const inits = new Inits(engine);
  const scheduler = new Scheduler({ ...schedulerOptions(availableParallelism()), meter });
  const segments = new SegmentService({ engine, titles, inits, cache, memory, scheduler, meter });
  return { titles, inits, scheduler, segments };
};

/** Who may ask can be changed. */
const handlerOf = (routes: readonly Route[], config: Config, log: Log) => {
  const make = ({ allowHost: allowed, corsOrigin: corsOrigins }: Config): Handler =>
    createHandler({ routes, hosts: { hostname: hostname(), allowed }, corsOrigins, log });
  let handle = make(config);
  const now: Handler = (request, client) => handle(request, client);
  const replace = (next: Config): void => {
    handle = make(next);
  };
  return { now, replace };
};

const listenTo = (config: Config, handle: Handler, metrics: Metrics, log: Log): Promise<Server> => {
  const { host, port } = config;
  const tls = tlsFiles(config);
  return listen({ host, port, tls, handle, log, onRequest: (it) => metrics.requestEnded(it) });
};

/** What it lacks to make segments, in words. A child that is replaced later is waited for. */
const lackOf = (engine: Engine): (() => string | null) => {
  let hasStarted = engine.status().processes === 0;
  return () => {
    hasStarted ||= engine.counters().threads > 0; // which a child tells of when it has started
    return hasStarted ? null : 'no engine child has started yet';
  };
};

/** In a later turn, when whoever waits for the start has been told. */
const getReady = ({ engine, backups, log }: LibraryParts, settings: TitleSettings): void => {
  setImmediate(() => {
    engine.start();
    backups.start();
    warmUp(engine, settings).catch((error) =>
      log.warn({ error }, 'the first film will open slowly'),
    );
  });
};

/** Tells the network where haema is, and lists what an earlier haema has read. */
const beside = (config: Config, { facts, log }: LibraryParts, port: number) => {
  const { host, mdns: isWanted, tlsCert } = config;
  const scheme = tlsCert === null ? 'http' : 'https';
  const announcement = announce({ host, port, scheme, isWanted, log });
  const stopped = new AbortController();
  const summed = facts.summarise(stopped.signal).catch((error) => {
    log.warn({ error }, 'lists tell less of files than is known');
  });
  const stop = async (): Promise<void> => {
    stopped.abort();
    await Promise.all([announcement.stop(), summed]);
  };
  return { name: announcement.name, stop };
};

const rescansOf = (
  { engineProcesses, rescan }: Config,
  { library, log }: LibraryParts,
): Rescans => {
  const watch = engineProcesses === 0 ? null : watchFolders;
  return new Rescans({ library, every: rescan, watch, log });
};

const picturesOf = (
  { engine, library, colours, cache }: LibraryParts,
  titles: Titles,
  scheduler: Scheduler,
) => {
  const pictures = new SharedPictures(cache, scheduler);
  const artworkOf = (id: string, season: number | null) => localPictures(library, id, season);
  const images = new Images({ engine, library, colours, titles, pictures, artworkOf });
  const trickplay = new Trickplay({ engine, titles, pictures });
  return { services: { images, trickplay }, stop: () => pictures.stop() };
};

const subtitlesOf = (
  { engine, library, db, memory, log }: LibraryParts,
  titles: Titles,
  scheduler: Scheduler,
) => {
  const facts = new CueFacts(db);
  const { build } = engine;
  const known: KnownCues = {
    // What was read of the version may not be what is there now.
    load: async (id, version) =>
      library.knownHash(id, version) === null ? null : facts.load(id, version, build),
    save: (id, version, tracks) => facts.save(id, version, build, tracks),
  };
  const readings = new Readings({ engine, known, log });
  const embedded = new Embedded({ engine, scheduler, readings, log });
  const sidecars = new Sidecars({ engine, library, log });
  const subtitles = new Subtitles({ engine, titles, embedded, sidecars, memory });
  const stop = (): void => {
    readings.stop();
    sidecars.stop();
  };
  return { services: { subtitles, fonts: new Fonts({ engine, titles }) }, stop };
};

const historyOf = ({ store, library, facts, log }: LibraryParts) => {
  const history = new History(store, log);
  const watch = new Watch(history, library, facts);
  library.onRenamed(() => {
    watch.heedNames().catch((error) => log.error({ error }, 'renamed files may lose their places'));
  });
  const watchLists = new WatchLists(history, library);
  const services = { watch, watchLists, profiles: new Profiles(store) };
  return { services, close: () => history.close(), unsaved: () => history.unsaved };
};

/** What is being made is given up when nobody waits for it any more. */
const stopServer = async (server: Server, makers: readonly { stop(): void }[]): Promise<void> => {
  await server.stop();
  for (const maker of makers) maker.stop();
};

const engineFor = (
  config: Config,
  folders: readonly Folder[],
  find: (source: SourceRef) => LibraryVideo | null,
  log: Log,
): Engine => {
  const processes = config.engineProcesses ?? Math.max(2, Math.ceil(availableParallelism() / 2));
  if (processes === 0) return createEngine();
  const describe = (source: SourceRef): object => {
    const video = find(source);
    if (video === null) return { path: join(source.root, source.path) };
    return { videoId: video.videoId, title: video.title };
  };
  const timeoutMs = config.engineTimeout * 1000;
  return createChildEngine({
    ...{ processes, timeoutMs, memory: config.engineMemory, describe, log },
    folders: config.sandbox ? folders.map(({ path }) => path) : null,
  });
};

const titleSettings = ({ copyTarget, segmentTarget, preset }: Config): TitleSettings => ({
  targets: {
    ...DEFAULT_SETTINGS.targets,
    copy: fromSeconds(copyTarget),
    transcode: fromSeconds(segmentTarget),
  },
  preset,
});

const segmentsOnDisk = ({ cachePath, cacheLimit }: Config, log: Log): LimitedCache =>
  diskCache({ folder: cachePath, limitBytes: cacheLimit, log });

/** The library is only read: nothing of ours is written into it. */
const refuseWithin = async (folders: readonly Folder[], config: Config): Promise<void> => {
  const ours = { '--db': config.db, '--cache-path': config.cache ? config.cachePath : null };
  for (const [option, path] of Object.entries(ours)) {
    if (path === null || !(await liesWithin(option, path, folders))) continue;
    const message = `${option} lies in a folder that is served, and haema writes nothing there`;
    throw new HaemaError('BAD_REQUEST', `${message}; choose another place`, { detail: path });
  }
};

const liesWithin = async (
  option: string,
  path: string,
  folders: readonly Folder[],
): Promise<boolean> => {
  const [here, away] = [true, false].map((wanted) =>
    folders.filter(({ answers }) => answers === wanted).map((folder) => folder.path),
  );
  // Whoever looks at what is away waits for it.
  if (away?.some((folder) => resolve(path).startsWith(join(folder, '/')))) return true;
  try {
    return await isBeneath(path, here ?? []);
  } catch (cause) {
    const message = `${option} cannot be looked at; check its permissions`;
    throw new HaemaError('BAD_REQUEST', message, { cause, detail: path });
  }
};
