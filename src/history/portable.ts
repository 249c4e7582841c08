/** The watch history as JSON: for backups, and to take it to another machine. */
import * as z from 'zod';
import { HaemaError } from '../core/errors.ts';
import type { HistoryStore, Profile, ProgressRow } from './store.ts';

const seconds = z.number().min(0).max(1e7);
const text = z.string().min(1).max(4096);

const PLACE = z.object({
  video_id: text,
  /** What it is a copy of, by its names. */
  item: text,
  position: seconds,
  duration: seconds,
  watched: z.boolean(),
  hidden: z.boolean().default(false),
  updated: z.iso.datetime({ offset: true }),
});

const PROFILE = z.object({
  profile_id: z.string().regex(/^[a-z0-9]{1,32}$/),
  name: z.string().min(1).max(40),
  created: z.iso.datetime({ offset: true }),
  progress: z.array(z.unknown()),
});

const HISTORY = z.object({
  format: z.literal('haema history'),
  version: z.literal(1),
  exported: z.iso.datetime({ offset: true }),
  profiles: z.array(PROFILE),
});

export type PortableHistory = z.infer<typeof HISTORY>;

export const exportHistory = (store: HistoryStore, nowMs = Date.now()): PortableHistory => ({
  format: 'haema history',
  version: 1,
  exported: time(nowMs),
  profiles: store.profiles().map((profile) => ({
    profile_id: profile.profileId,
    name: profile.name,
    created: time(profile.createdMs),
    progress: store.all(profile.profileId).map(placeOf),
  })),
});

/**
 * Adds what is not there yet, or is newer than what is there.
 * @returns how many places were taken. @throws BAD_REQUEST for what is no exported history
 */
export const importHistory = (store: HistoryStore, value: unknown): number => {
  const history = HISTORY.safeParse(value);
  if (!history.success) {
    const { path = [], message = '' } = history.error.issues[0] ?? {};
    const what = `this is no watch history that haema has exported (${path.join('.')}: ${message})`;
    throw new HaemaError('BAD_REQUEST', what);
  }
  return store.merge(history.data.profiles.map(profileOf));
};

const time = (ms: number): string => new Date(ms).toISOString();

const placeOf = (row: ProgressRow): z.infer<typeof PLACE> => ({
  video_id: row.videoId,
  item: row.item,
  position: row.positionMs / 1000,
  duration: row.durationMs / 1000,
  watched: row.watched,
  hidden: row.hidden,
  updated: time(row.updatedMs),
});

/** What makes no sense is left out: the rest is worth as much as before. */
const profileOf = ({ profile_id, name, created, progress }: z.infer<typeof PROFILE>) => {
  const profile: Profile = { profileId: profile_id, name, createdMs: Date.parse(created) };
  const sound = progress.flatMap((place) => PLACE.safeParse(place).data ?? []);
  const places: ProgressRow[] = sound.map((place) => ({
    profileId: profile_id,
    videoId: place.video_id,
    item: place.item,
    positionMs: Math.round(place.position * 1000),
    durationMs: Math.round(place.duration * 1000),
    watched: place.watched,
    hidden: place.hidden,
    updatedMs: Date.parse(place.updated),
  }));
  return { profile, places };
};
