import type { Route } from '../route.ts';
import type {
  Catalog,
  Engine,
  Events,
  Fonts,
  Images,
  Metrics,
  Playlists,
  Profiles,
  Readiness,
  Scan,
  Segments,
  Subtitles,
  Trickplay,
  Watch,
  WatchLists,
} from '../services.ts';
import { apiRoutes } from './api.ts';
import { engineRoute } from './engine.ts';
import { eventsRoute } from './events.ts';
import { fontRoute } from './font.ts';
import { healthRoute, readyRoute } from './health.ts';
import { imageRoute } from './image.ts';
import { liteRoutes } from './lite.ts';
import { masterRoute } from './master.ts';
import { mediaPlaylistRoute } from './media-playlist.ts';
import { metricsRoute } from './metrics.ts';
import { originalM3uRoute, originalRoute } from './original.ts';
import { pageRoutes } from './page.ts';
import { profileRoute, profilesRoute } from './profiles.ts';
import { progressRoute } from './progress.ts';
import { scanRoute } from './scan.ts';
import { segmentRoute } from './segment.ts';
import { cardsRoute, showRoute, showsRoute } from './shows.ts';
import { subtitleRoutes } from './subtitles.ts';
import { trickplayRoutes } from './trickplay.ts';
import { videoRoute } from './video.ts';
import { watchingRoutes } from './watching.ts';

export interface Services {
  readonly catalog: Catalog;
  readonly engine: Engine;
  readonly playlists: Playlists;
  readonly segments: Segments;
  readonly images: Images;
  readonly subtitles: Subtitles;
  readonly fonts: Fonts;
  readonly trickplay: Trickplay;
  readonly scan: Scan;
  readonly events: Events;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly watch: Watch;
  readonly watchLists: WatchLists;
  readonly profiles: Profiles;
  readonly page: ReadonlyMap<string, Buffer>;
}

/** In the order in which they are tried: a playlist is not a segment with an odd name. */
export const allRoutes = (services: Services): Route[] => {
  const { catalog, engine, playlists, segments, subtitles, images, trickplay } = services;
  const { scan, events, watch, watchLists, profiles, page } = services;
  const documented = [
    ...trickplayRoutes(trickplay),
    ...subtitleRoutes(subtitles),
    fontRoute(services.fonts),
    mediaPlaylistRoute(playlists),
    segmentRoute(segments),
    masterRoute(playlists),
    originalRoute(catalog),
    originalM3uRoute(catalog),
    imageRoute(images),
    progressRoute(watch, profiles),
    videoRoute(catalog),
    showsRoute(catalog, watchLists, profiles),
    cardsRoute(catalog, watchLists, profiles),
    showRoute(catalog),
    ...watchingRoutes(watchLists, profiles),
    profilesRoute(profiles),
    profileRoute(profiles),
    scanRoute(scan),
    eventsRoute(events),
    engineRoute(engine),
    metricsRoute(services.metrics),
    healthRoute,
    readyRoute(services.readiness),
  ];
  const lite = liteRoutes({ catalog, watch, watchLists, profiles, page });
  return [...documented, ...apiRoutes(documented, page), ...lite, ...pageRoutes(page)];
};
