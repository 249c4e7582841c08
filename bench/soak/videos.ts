/** What there is to play. */
import type { Tally } from './tally.ts';

export interface Offer {
  /** As addresses have it. */
  readonly name: string;
  readonly kind: 'copy' | 'transcode' | 'sound';
  readonly containers: readonly string[];
}

export interface Video {
  readonly id: string;
  readonly title: string;
  readonly offers: readonly Offer[];
  /** Tracks of sound, by stream. */
  readonly tracks: readonly number[];
  readonly subtitles: readonly string[];
}

interface Details {
  readonly title: string;
  readonly renditions: readonly { name: string; kind: 'copy' | 'transcode'; offered: boolean }[];
  readonly audio_tracks: readonly {
    track: number;
    rendition: string;
    copy: { name: string; offered: boolean };
  }[];
  readonly subtitle_tracks: readonly { track: string; form: string }[];
}

interface Playable {
  readonly versions?: readonly { readonly video_id: string }[];
  readonly extras?: readonly { readonly video_id: string }[];
  readonly episodes?: readonly Playable[];
}

const BOTH = ['ts', 'fmp4'];

const idsOf = ({ versions = [], extras = [], episodes = [] }: Playable): string[] => [
  ...[...versions, ...extras].map(({ video_id }) => video_id),
  ...episodes.flatMap(idsOf),
];

/** Fulfils when all folders were looked through. Videos that cannot be played are counted. */
export const videosOf = async (url: string, tally: Tally): Promise<Video[]> => {
  for (let last: string | null = null; last === null; ) {
    ({ last } = (await (await fetch(`${url}/api/v1/scan`)).json()) as { last: string | null });
  }
  const ids: string[] = [];
  for (let page: string | null = `${url}/api/v1/shows`; page !== null; ) {
    const reply: Response = await fetch(page);
    ids.push(...((await reply.json()) as Playable[]).flatMap(idsOf));
    const next = /<([^>]+)>; rel="next"/.exec(reply.headers.get('link') ?? '')?.[1];
    page = next === undefined ? null : String(new URL(next, url));
  }
  const videos: Video[] = [];
  for (const id of new Set(ids)) {
    const at = `${url}/api/v1/video/${id}`;
    const startedAt = performance.now();
    const reply = await fetch(at);
    const details = (await reply.json()) as Details & { code?: string };
    tally.add('video', details.code ?? 'ok', performance.now() - startedAt, at);
    if (!reply.ok) continue;
    const master = await (await fetch(`${at}/master.m3u8`)).text();
    videos.push(videoOf(id, details, (name) => master.includes(`${name}/`)));
  }
  return videos.filter(({ offers }) => offers.length > 0);
};

/** `isInTs`: whether the playlist for transport streams has the copy. */
const videoOf = (id: string, details: Details, isInTs: (name: string) => boolean): Video => {
  const { title, renditions, audio_tracks: sounds, subtitle_tracks: texts } = details;
  const pictures = renditions.filter(({ offered }) => offered);
  const copies = sounds.filter(({ copy }) => copy.offered).map(({ copy }) => copy.name);
  return {
    ...{ id, title },
    offers: [
      ...pictures.map(({ name, kind }) => {
        const isInBoth = kind === 'transcode' || isInTs(name);
        return { name, kind, containers: isInBoth ? BOTH : ['fmp4'] };
      }),
      ...sounds.map(({ rendition: name }) => ({ name, kind: 'sound', containers: BOTH }) as const),
      ...copies.map((name) => ({ name, kind: 'sound', containers: ['fmp4'] }) as const),
    ],
    tracks: sounds.map(({ track }) => track),
    subtitles: texts.filter(({ form }) => form === 'text').map(({ track }) => track),
  };
};
